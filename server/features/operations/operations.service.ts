/**
 * What moves money or cards is asked for under a key of the caller's, written down before the provider is asked, and goes on
 * by itself when it is interrupted: the same work is done again under the same id, which the provider does once.
 */
import type { Knex } from 'knex';
import { GatewayError } from '../../gateway/gateway.ts';
import type { Mention } from '../../gateway/gateway.ts';
import type { KeepService } from '../../gateway/keep.service.ts';
import { isDatabaseAway } from '../../http/error-answer.ts';
import { AppError } from '../../http/errors.ts';
import { operationsStore, type NewOperation, type Operation, type OperationKind } from './operations.store.ts';

/** What work came to. */
export interface Result {
  /** For whoever asked, and for whoever asks again. */
  answer: object;
  /** What is written down in its place, when there is a secret in it. */
  kept?: object;
  /** What the provider has to be asked about, since this changed it. */
  changed: Mention[];
  /** What has to become true with it, such as an email that is queued. */
  also?: (trx: Knex) => Promise<void>;
}

/**
 * Does what was asked for, as often as it takes: whatever is done already is done once. Throws `Unsettled` with what can be
 * said meanwhile when nobody knows yet what became of it, and any other `AppError` for a refusal that is final.
 */
export type Work = (operation: Operation, progress: Progress) => Promise<Result>;

export interface Progress {
  /** What is done of it, by earlier tries too. */
  done: Readonly<Record<string, unknown>>;
  note(step: string, value?: unknown): Promise<void>;
}

/** The provider has not answered: it may have been done or not. */
export class Unsettled extends Error {
  constructor(readonly answer: object) {
    super('the provider has not said yet what became of it');
  }
}

/** How one ended that was refused only after it had gone on by itself. */
interface Refused {
  refused: Pick<AppError, 'code' | 'status' | 'details'>;
}

/** The job itself is tried once more than this: what nobody can finish must not stand in the way for ever. */
const mostTries = 24;

export type OperationsService = ReturnType<typeof operationsService>;

interface Dependencies {
  db: Knex;
  keeping: KeepService;
}

export function operationsService({ db, keeping }: Dependencies) {
  const works = new Map<OperationKind, Work>();
  const store = operationsStore(db);

  /** Effects and answer are one transaction; where the effects can't be read just now, the provider's events bring them. */
  async function settle(operation: Operation, { answer, kept = answer, changed, also }: Result): Promise<object> {
    const finish = async (trx: Knex): Promise<void> => {
      await operationsStore(trx).settle(operation, kept);
      await also?.(trx);
    };
    try {
      await keeping.refresh(operation.siteId, changed, finish);
    } catch (error) {
      // It is done, also when the site was disconnected meanwhile, or when an import keeps others from writing for long.
      const isPassing = error instanceof GatewayError || error instanceof AppError || isDatabaseAway(error);
      if (!isPassing) throw error;
      await db.transaction(finish);
    }
    return answer;
  }

  async function perform(operation: Operation): Promise<object> {
    const work = works.get(operation.kind);
    if (!work) throw new Error(`nobody does ${operation.kind}`);
    const done = { ...operation.steps };
    const note = async (step: string, value: unknown = true): Promise<void> => {
      done[step] = value;
      await store.note(operation, step, value);
    };
    return settle(operation, await work(operation, { done, note }));
  }

  return {
    /** One kind of operation and who does it. */
    register(kind: OperationKind, work: Work): void {
      works.set(kind, work);
    },

    /**
     * Does something once for a key. Gives the answer, at once when it was given before. Throws `in_progress` while the same
     * is under way, `key_reused` when the key was used for something else, and the refusal that it came to.
     */
    async run<Answer extends object>(wish: NewOperation): Promise<Answer> {
      const begun = await store.begin(wish);
      if ('answer' in begun) return asAnswer<Answer>(begun.answer);
      try {
        return (await perform(begun.operation)) as Answer;
      } catch (error) {
        if (error instanceof Unsettled) return { ...error.answer, operationId: begun.operation.id } as Answer;
        // A refusal is final, and nothing was done: the key may be used again once the reason is mended.
        if (error instanceof AppError) await store.forget(begun.operation);
        throw error;
      }
    },

    /** The hourly job: what is under way and has no job to go on with gets another one. */
    sweep: (): Promise<void> => store.sweep(),

    /** The job: finds out what became of one that was interrupted. Throws when it is still not known, for some days. */
    async resume({ siteId, operationId }: { siteId: string; operationId: string }): Promise<void> {
      const operation = await store.again(siteId, operationId);
      if (!operation) return;
      try {
        await perform(operation);
      } catch (error) {
        if (!(error instanceof AppError) && operation.tries < mostTries) throw error;
        const { code, status, details } = error instanceof AppError ? error : new AppError('provider_unavailable', 503);
        await store.settle(operation, { refused: { code, status, details } } satisfies Refused);
      }
    },
  };
}

/** Throws the refusal that it may be. */
function asAnswer<Answer extends object>(answer: object): Answer {
  const { refused } = answer as Partial<Refused>;
  if (refused === undefined) return answer as Answer;
  throw new AppError(refused.code, refused.status, refused.details);
}
