import type { ErrorReply, ErrorCode } from './error-codes.ts';
import { errorCodes } from './error-codes.ts';

type Details = Omit<ErrorReply, 'code' | 'message'>;

/** A refusal with a code the caller can act on. Throw it anywhere; `answerError` turns it into the reply. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly status: number,
    readonly details: Details = {},
    options?: ErrorOptions,
  ) {
    super(errorCodes[code], options);
  }

  toReply(): ErrorReply {
    return { code: this.code, message: this.message, ...this.details };
  }
}

export const notFound = () => new AppError('not_found', 404);
/** A field that was refused for what is known here, with the sentence for whoever typed it. */
export const invalid = (path: string, message: string) =>
  new AppError('invalid_request', 422, { fields: [{ path, message }] });
/** Something hangs on what was to be deleted; each sentence says what. */
export const stillUsed = (...reasons: string[]) =>
  new AppError('still_used', 409, { fields: reasons.map((message) => ({ path: '', message })) });
export const signedOut = () => new AppError('signed_out', 401);
