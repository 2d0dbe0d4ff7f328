/** Comparing a six-digit code with the emails it may stand in. */
import { verifyPassword } from './passwords.ts';
import { mostCodeTries, type TriedAttempt } from './sign-in.store.ts';

export const triesLeftOf = (attempts: TriedAttempt[]): number =>
  Math.max(0, ...attempts.map(({ code_tries }) => mostCodeTries - code_tries));

/** As many comparisons for an attempt that is no longer open as for one that is, and one when there is none. */
export async function findByCode(attempts: TriedAttempt[], code: string): Promise<TriedAttempt | undefined> {
  const checked = attempts.length > 0 ? attempts.map((each) => (each.is_open ? each.code_hash : null)) : [null];
  const fits = await Promise.all(checked.map((hash) => verifyPassword(hash, code)));
  return attempts[fits.indexOf(true)];
}
