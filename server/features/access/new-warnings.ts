import { AppError } from '../../http/errors.ts';
import type { Warning } from './access.admin.contract.ts';

/**
 * Saves, and throws when that gives a warning that was not there before and is not accepted: whoever calls this in a
 * transaction has saved nothing then. A count that rises is a new warning.
 */
export async function refuseNewWarnings<Result>(
  look: () => Promise<Warning[]>,
  accepted: readonly Warning['code'][],
  save: () => Promise<Result>,
): Promise<Result> {
  const before = (await look()).map(keyOf);
  const result = await save();
  const warnings = (await look()).filter((each) => !before.includes(keyOf(each)) && !accepted.includes(each.code));
  if (warnings.length > 0) throw new AppError('warnings', 409, { warnings });
  return result;
}

const keyOf = ({ code, id, count }: Warning): string => `${code} ${id} ${count}`;
