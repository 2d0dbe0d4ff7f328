import { domainToASCII } from 'node:url';
import { invalid } from '../../http/errors.ts';

/**
 * One plain address in the form we store and compare: NFKC, lower case, the domain as its ASCII name. `undefined` for
 * anything else: quotes, commas, angle brackets and line breaks have tricked mail software into writing to somebody else.
 * What stands before the @ is otherwise left as it is; `a+b@` is not `a@`.
 */
export function normaliseEmail(typed: string): string | undefined {
  const text = typed.trim().normalize('NFKC').toLowerCase();
  const [local = '', domain = '', ...rest] = text.split('@');
  if (rest.length > 0 || local.length > 64) return undefined;
  // `=?` begins what some mail software decodes, and then finds another address in.
  if (!/^[^\s"(),:;<>[\]\\\p{C}]+$/u.test(local) || /^\.|\.\.|\.$|=\?/.test(local)) return undefined;
  const ascii = domainToASCII(domain);
  if (ascii.length > 253 || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(ascii))
    return undefined;
  return `${local}@${ascii}`;
}

/** The same for what a person typed into a field: refuses with the field's name. */
export function parseEmail(typed: string, path = 'email'): string {
  const email = normaliseEmail(typed);
  if (email === undefined) {
    throw invalid(path, 'is not an email address');
  }
  return email;
}
