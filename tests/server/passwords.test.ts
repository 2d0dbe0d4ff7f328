import { expect, test } from 'vitest';
import { checkNewPassword, hashPassword, verifyPassword } from '../../server/features/sign-in/passwords.ts';

const context = { minLength: 12, words: ['ann.lee@customers.example', 'annlee', 'Kiln & Quill'] };
const codeOf = (password: string, minLength = context.minLength) => {
  try {
    checkNewPassword(password, { ...context, minLength });
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each([
  ['elevenchars', 'password_too_short'],
  ['twelve chars', 'fine'],
  ['correct horse battery staple', 'fine'],
  ['🐢🐢🐢🐢🐢🐢🐢🐢🐢🐢🐢', 'password_too_short'],
  ['пароль на двенадцать', 'fine'],
  ['passwordpassword', 'password_too_common'],
  ['password12345678', 'password_too_common'],
  ['aaaaaaaaaaaaaaaa', 'password_too_common'],
  ['kilnquillkiln', 'password_repeats_context'],
  ['annlee-customers', 'password_repeats_context'],
  ['x'.repeat(200) + ' and on it goes', 'fine'],
])('B14, B15: %j is %s', (password, verdict) => {
  expect(codeOf(password)).toBe(verdict);
});

test('B14: the owner may ask for eight to fifteen', () => {
  expect(codeOf('blue9tea', 8)).toBe('fine');
  expect(codeOf('blue9te', 8)).toBe('password_too_short');
  expect(codeOf('fourteen chars', 15)).toBe('password_too_short');
});

test('B14: the same text typed on another keyboard is the same password, and nothing is cut off', async () => {
  const hash = await hashPassword('Ärger mit Umlauten');
  expect(await verifyPassword(hash, 'A\u0308rger mit Umlauten')).toBe(true);
  const long = await hashPassword(`${'long '.repeat(40)}a`);
  expect(await verifyPassword(long, `${'long '.repeat(40)}b`)).toBe(false);
});

test('B16: without a stored password nothing fits', async () => {
  expect(await verifyPassword(null, '')).toBe(false);
  expect(await verifyPassword(undefined, 'anything')).toBe(false);
});

test('B16: a flood of hashes is refused rather than queued without end', async () => {
  const results = await Promise.allSettled(Array.from({ length: 120 }, () => hashPassword('flood')));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable', status: 503 } });
});
