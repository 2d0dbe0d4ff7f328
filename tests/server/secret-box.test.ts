/** What is encrypted opens with its key, in its place, unchanged, and not otherwise. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSecretsKeys } from '../../server/config.ts';
import { localSecretsKey, newSecretsKey, secretBox } from '../../server/secret-box.ts';

const place = { siteId: 'pottery', kind: 'payment_key' };
const key = () => new Uint8Array(randomBytes(32));
const secret = 'sk_test_0123456789';

test('it opens again, and shows nothing of itself', async () => {
  const box = secretBox([key()]);
  const sealed = await box.seal(secret, place);
  expect(sealed).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(Buffer.from(sealed, 'base64url').toString()).not.toContain(secret.slice(4));
  expect(await box.open(sealed, place)).toBe(secret);
  expect(await box.seal(secret, place)).not.toBe(sealed);
});

test('a key can be changed: the first encrypts, the others still open', async () => {
  const [old, now] = [key(), key()];
  const sealed = await secretBox([old]).seal(secret, place);
  const both = secretBox([now, old]);
  expect(await both.open(sealed, place)).toBe(secret);
  expect(await secretBox([now]).open(await both.seal(secret, place), place)).toBe(secret);
  await expect(secretBox([now]).open(sealed, place)).rejects.toThrow(/^SECRETS_KEY is not the one/);
});

test('with any character changed it does not open', async () => {
  const box = secretBox([key()]);
  const sealed = await box.seal(secret, place);
  for (let at = 0; at < sealed.length; at += 1) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
    const opened = await box.open(changed, place).catch((error: Error) => error);
    // The last character of a base64url text may carry bits that count for nothing.
    if (opened !== secret) expect(opened, changed).toBeInstanceOf(Error);
    else expect([sealed.length - 1, sealed.indexOf('..') + 17]).toContain(at);
  }
});

test('moved to another site or use it does not open', async () => {
  const box = secretBox([key()]);
  const sealed = await box.seal(secret, place);
  await expect(box.open(sealed, { ...place, siteId: 'books' })).rejects.toThrow(/that of another site/);
  await expect(box.open(sealed, { ...place, kind: 'webhook' })).rejects.toThrow(/that of another site/);
});

test('without a key nothing is encrypted', async () => {
  await expect(secretBox([]).seal(secret, place)).rejects.toThrow(/^SECRETS_KEY is missing/);
  expect(() => readSecretsKeys(() => undefined, {})).toThrow(/^SECRETS_KEY is missing/);
});

test.each([
  'short',
  newSecretsKey().slice(1),
  `${newSecretsKey()},`,
  randomBytes(16).toString('base64'),
  'x'.repeat(44),
])('a key such as "%s" is refused in one line that does not repeat it', (text) => {
  expect(() => readSecretsKeys(() => undefined, { SECRETS_KEY: text })).toThrow(/^SECRETS_KEY is not valid: [^\n]+$/);
});

test('two keys are read in their order, with spaces between', () => {
  const [one, two] = [newSecretsKey(), newSecretsKey()];
  const keys = readSecretsKeys(() => undefined, { SECRETS_KEY: `${one}, ${two}` });
  expect(keys.map((each) => Buffer.from(each).toString('base64'))).toEqual([one, two]);
});

test('the demo makes a key once, readable by its owner alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'customer-center-key-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const made = localSecretsKey(join(folder, 'data'));
  expect(localSecretsKey(join(folder, 'data'))).toBe(made);
  expect((await stat(join(folder, 'data/secrets-key'))).mode & 0o777).toBe(0o600);
  expect(readSecretsKeys(() => made, {})).toHaveLength(1);
});
