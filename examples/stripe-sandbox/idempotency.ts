/** Answers kept by `Idempotency-Key`: who asks again is told the same and nothing is done twice, as with Stripe. */
import { StripeRefusal } from './errors.ts';

/** What was answered, whether it was good or not. */
export interface Answer {
  status: number;
  /** As text, so that what changes later does not change the answer. */
  body: string;
  headers: Record<string, string>;
}

export interface KeptAnswer {
  /** Of the request: its method, address and parameters. */
  print: string;
  /** In seconds; Stripe forgets a key after a day. */
  at: number;
  /** Absent while the first request is under way. */
  answer?: Answer;
}

const keptSeconds = 86_400;

/** @param kept by key; filled here and saved with everything else */
export function createIdempotency(kept: Map<string, KeptAnswer>, now: () => number) {
  return {
    /**
     * The answer of an earlier request with that key; undefined when there was none, and then this one is under way.
     * @throws StripeRefusal when the earlier request was another one, or has not been answered yet
     */
    begin(key: string, print: string): Answer | undefined {
      if (key.length > 255) throw refuse(400, `Idempotency-Key must be at most 255 characters long.`);
      const earlier = kept.get(key);
      if (!earlier || earlier.at <= now() - keptSeconds) {
        kept.set(key, { print, at: now() });
        return undefined;
      }
      if (earlier.print !== print)
        throw refuse(
          400,
          `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        );
      if (!earlier.answer)
        throw new StripeRefusal(409, {
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message: `There is currently another in-progress request using this Idempotency Key (that probably means you submitted twice, and the other request is still going through): ${key}. This request was not executed.`,
        });
      return earlier.answer;
    },

    end(key: string, answer: Answer): void {
      const begun = kept.get(key);
      if (begun) begun.answer = answer;
    },

    /** Nothing was begun after all: the key is free again. */
    forget: (key: string) => kept.delete(key),
  };
}

function refuse(status: number, message: string): StripeRefusal {
  return new StripeRefusal(status, { type: 'idempotency_error', message });
}
