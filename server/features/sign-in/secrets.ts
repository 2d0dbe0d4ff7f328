import { randomBytes, randomInt } from 'node:crypto';
import { parse as idToBytes } from 'uuid';

/** A link's secret: the id of its attempt and 32 random bytes. Only the hash of the latter is stored. */
export function makeLinkToken(attemptId: string): { token: string; secret: Buffer } {
  const secret = randomBytes(32);
  return { token: Buffer.concat([idToBytes(attemptId), secret]).toString('base64url'), secret };
}

export function readLinkToken(token: string): { attemptId: string; secret: Buffer } {
  const bytes = Buffer.from(token, 'base64url');
  return { attemptId: hex(bytes.subarray(0, 16)), secret: bytes.subarray(16) };
}

/** Any 16 bytes in the writing of an id, also those that are none: such a link is simply unknown. */
function hex(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const makeCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** What ties an email to the browser that asked for it. */
export const makeBinding = (): string => randomBytes(24).toString('base64url');
