/** One-time codes of an app (RFC 6238: six digits, thirty seconds, SHA-1, as every app reads them) and recovery codes. */
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { hashOf } from '../../http/transport.ts';

const totpOf = (secret: string, label = '', issuer = '') =>
  new TOTP({ secret: Secret.fromBase32(secret), label, issuer, digits: 6, period: 30, algorithm: 'SHA1' });

/** 160 bits, as RFC 4226 recommends. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

export const totpUri = (secret: string, label: string, issuer: string): string =>
  totpOf(secret, label, issuer).toString();

/** The time step of a code that fits now, one step early or one late; `undefined` when it does not. */
export function findStep(secret: string, code: string): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totpOf(secret).validate({ token: code, window: 1 });
  return delta === null ? undefined : TOTP.counter({ period: 30 }) + delta;
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const count = 10;

/** Ten codes such as `k7m2p-x9rtw`: fifty bits each, so that a plain hash is enough to keep them. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const part = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  const codes = Array.from({ length: count }, () => `${part()}-${part()}`);
  return { codes, hashes: codes.map(recoveryHash) };
}

/** However it was typed. */
export const recoveryHash = (code: string): string =>
  hashOf(code.toLowerCase().replace(/[^a-z0-9]/g, '')).toString('hex');
