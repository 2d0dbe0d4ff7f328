import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import { ConfigError } from './config.ts';

/** Where a secret belongs: moved to another site or kind it does not open. */
export interface SecretPlace {
  siteId: string;
  kind: string;
}

export type SecretBox = ReturnType<typeof secretBox>;

/** Encrypts what we have to show to others again. The first key encrypts, all of them decrypt: 32 bytes each. */
export function secretBox(keys: readonly Uint8Array[]) {
  const byName = new Map(keys.map((key) => [nameOf(key), key]));
  const [first] = keys;
  return {
    /** A compact JWE. */
    async seal(secret: string, { siteId, kind }: SecretPlace): Promise<string> {
      if (!first) throw new ConfigError('SECRETS_KEY is missing: see .env.example');
      return new CompactEncrypt(new TextEncoder().encode(secret))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: nameOf(first), site: siteId, use: kind })
        .encrypt(first);
    },

    /** Throws a line for the operator when it was encrypted with another key, changed, or moved here. */
    async open(sealed: string, { siteId, kind }: SecretPlace): Promise<string> {
      const key = byName.get(String(decodeProtectedHeader(sealed).kid));
      if (!key) throw new ConfigError('SECRETS_KEY is not the one that the payment key was encrypted with');
      const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
      const opened = await compactDecrypt(sealed, key, options).catch((error: unknown) => {
        if (error instanceof errors.JOSEError) throw new ConfigError(`A secret of ${siteId} was changed: set it again`);
        throw error;
      });
      const { site, use } = opened.protectedHeader;
      if (site !== siteId || use !== kind) throw new ConfigError(`A secret of ${siteId} is that of another site`);
      return new TextDecoder().decode(opened.plaintext);
    },
  };
}

/** Tells keys apart without telling anything of them. */
const nameOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex').slice(0, 12);

export const newSecretsKey = (): string => randomBytes(32).toString('base64');

/** The key of whoever has configured none, as the demo: made once and kept in a file beside its database. */
export function localSecretsKey(folder: string): string {
  const file = join(folder, 'secrets-key');
  mkdirSync(folder, { recursive: true });
  try {
    // Never in place of one: of two that start at once both have to go on with the same key.
    writeFileSync(file, newSecretsKey(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
