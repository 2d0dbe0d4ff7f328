import { z } from 'zod';
import { AppError } from '../../http/errors.ts';
import type { CustomerField } from '../settings/settings.ts';

type Value = string | number | boolean | null;

const schemas: Record<CustomerField['kind'], (field: CustomerField) => z.ZodType<Value>> = {
  text: () =>
    z
      .string('must be text')
      .trim()
      .max(500, 'must have at most 500 characters')
      .regex(/^[^\p{Cc}<>]*$/u, 'contains a character that is not allowed here'),
  number: () => z.number('must be a number'),
  date: () => z.iso.date('must be a day such as 1980-05-31'),
  choice: ({ choices }) => z.enum(choices as [string, ...string[]], 'must be one of the choices'),
  yes_no: () => z.boolean('must be yes or no'),
};

/**
 * What a customer typed into the site's own fields, checked against their definitions. Refuses a field that is unknown, not
 * theirs to edit, or holds something else than its kind; names it as `fields.<key>`. An empty text clears.
 */
export function readFields(defined: CustomerField[], typed: Record<string, Value>): Record<string, Value> {
  const problems: { path: string; message: string }[] = [];
  const read = Object.entries(typed).map(([key, raw]): [string, Value] => {
    const refuse = (message: string): [string, Value] => {
      problems.push({ path: `fields.${key}`, message });
      return [key, null];
    };
    const field = defined.find((each) => each.key === key);
    if (!field) return refuse('is not a field of this site');
    if (!field.isEditable) return refuse('is not yours to edit');
    if (raw === null || raw === '') return [key, null];
    const parsed = schemas[field.kind](field).safeParse(raw);
    return parsed.success ? [key, parsed.data] : refuse(parsed.error.issues[0]?.message ?? 'is not valid');
  });
  if (problems.length > 0) throw new AppError('invalid_request', 422, { fields: problems });
  return Object.fromEntries(read);
}
