import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import pLimit from 'p-limit';
import { AppError } from '../../http/errors.ts';

/** argon2id as the OWASP Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Leaves a core to everybody else: a hash takes one whole, and a thread that everything in the process shares. */
const queue = pLimit(Math.max(1, Math.min(2, availableParallelism() - 1)));
const longestQueue = 64;

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (queue.pendingCount >= longestQueue) throw new AppError('unavailable', 503, { retryAfterSeconds: 5 });
  return queue(work);
}

/** So that a password, however typed or pasted, is the same text on every keyboard. */
const normalise = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(normalise(password), parameters));

/** The hash of a password nobody has, checked when there is none, to take as long as when there is. */
const nobody = hash(randomBytes(32).toString('base64'), parameters);

/** Takes the same time whether there is a stored hash or not. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const fits = await inTurn(async () => verify(stored ?? (await nobody), normalise(password)));
  return fits && stored !== null && stored !== undefined;
}

/** Was it hashed with less than we ask for today? */
export function isHashOutdated(stored: string): boolean {
  const [, memory, time] = /\$m=(\d+),t=(\d+)/.exec(stored) ?? [];
  return Number(memory) < parameters.memoryCost || Number(time) < parameters.timeCost;
}

const commonPasswords = new Set(dictionary['passwords-common']);

interface PasswordContext {
  minLength: number;
  /** Words an attacker would try for this customer: the address, the username, the site's names. */
  words: (string | null | undefined)[];
}

/** Throws when a password is one that attackers try first. No rule on kinds of characters: they make passwords worse. */
export function checkNewPassword(password: string, { minLength, words }: PasswordContext): void {
  const text = normalise(password);
  if ([...text].length < minLength) throw new AppError('password_too_short', 422);
  const folded = text.toLowerCase();
  // Also "passwordpassword" and "password1234": a common one does not become rare by repeating or counting.
  const core = folded.replace(/[\d\W_]+$/u, '').replace(/^(.+?)\1+$/u, '$1');
  const isRun = new Set(folded).size < 4;
  if (isRun || commonPasswords.has(folded) || commonPasswords.has(core)) throw new AppError('password_too_common', 422);
  const rest = words
    .flatMap((word) => (word ?? '').toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 3)
    .reduce((left, word) => left.replaceAll(word, ''), folded);
  if (rest.length < 5) throw new AppError('password_repeats_context', 422);
}
