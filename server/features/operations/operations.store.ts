import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { AppError } from '../../http/errors.ts';
import type { ReplyOf } from '../../http/endpoint.ts';
import { reading } from '../../http/reading.ts';
import type { operationsContract } from './operations.contract.ts';

type OperationState = ReplyOf<(typeof operationsContract)['GET /operations/:operationId']>;

export const operationState = reading<OperationState, { params: { operationId: string } }>(
  `(select json_build_object('kind', o.kind, 'isSettled', o.settled_at is not null,
      'payment', case when o.kind = 'pay-invoice' and o.answer ? 'state' then o.answer end)
    from operation o
    where o.site_id = caller.site_id and o.customer_id = caller.customer_id and o.id = :operationId::uuid
      and o.asked_by = 'customer:' || o.customer_id and o.kind in ('pay-invoice', 'use-card', 'remove-card'))`,
  ({ params }) => ({ operationId: params.operationId }),
);

export type OperationKind = 'pay-invoice' | 'use-card' | 'remove-card' | 'change-one-card' | 'credit-memo';

export interface NewOperation {
  siteId: string;
  customerId: string;
  /** Whose key it is, such as `customer:<id>`. */
  askedBy: string;
  key: string;
  kind: OperationKind;
  input: Record<string, unknown>;
  /** What only one operation at a time may be about. */
  subject?: string;
  /** What was settled when it was asked for, and is not asked again when it goes on. */
  steps?: Record<string, unknown>;
}

export interface Operation extends Omit<NewOperation, 'key' | 'subject' | 'steps'> {
  id: string;
  steps: Record<string, unknown>;
  createdAt: Date;
  tries: number;
}

/** How long the request that began it is left alone with it. */
const resumeAfter = '30 seconds';

export function operationsStore(db: Knex) {
  const where = ({ siteId, id }: Pick<Operation, 'siteId' | 'id'>) => ({ site_id: siteId, id });

  return {
    /**
     * Writes down what is asked for, with the job that finds out what became of it should this process end; or gives the
     * answer that was given before. Throws `in_progress` and `key_reused`.
     */
    async begin(wish: NewOperation): Promise<{ operation: Operation } | { answer: object }> {
      const { siteId, customerId, askedBy, key, kind, input, subject = null, steps = {} } = wish;
      const id = newId();
      const { rows } = await db.raw(
        `with added as (
          insert into operation (site_id, id, key, asked_by, customer_id, kind, input, subject, steps)
          values (:siteId, :id, :key, :askedBy, :customerId, :kind, cast(:input as jsonb), :subject, cast(:steps as jsonb))
          on conflict do nothing returning id, created_at
        )
        select added.created_at, graphile_worker.add_job('settle-operation', cast(:job as json),
          run_at => now() + interval '${resumeAfter}', job_key => 'operation:' || :id) from added`,
        {
          ...{ siteId, id, key, askedBy, customerId, kind, subject },
          input: JSON.stringify(input),
          steps: JSON.stringify(steps),
          job: JSON.stringify({ siteId, operationId: id }),
        },
      );
      if (rows[0]) {
        const createdAt: Date = rows[0].created_at;
        return { operation: { siteId, id, customerId, askedBy, kind, input, steps, createdAt, tries: 0 } };
      }
      return { answer: await this.answerOf(wish) };
    },

    /** What was answered to the same wish. */
    async answerOf({ siteId, askedBy, key, kind, input, subject }: NewOperation): Promise<object> {
      const same = await db('operation').where({ site_id: siteId, asked_by: askedBy, key }).first();
      if (!same) {
        // Something else is under way with the same thing: whoever began it.
        const other = await db('operation')
          .where({ site_id: siteId, subject: subject ?? null })
          .whereNull('settled_at')
          .first('id', 'asked_by');
        const operationId = other?.asked_by === askedBy ? other.id : undefined;
        throw new AppError('in_progress', 409, operationId === undefined ? {} : { operationId });
      }
      if (same.kind !== kind || !isDeepStrictEqual(same.input, JSON.parse(JSON.stringify(input)))) {
        throw new AppError('key_reused', 422);
      }
      if (!same.settled_at) throw new AppError('in_progress', 409, { operationId: same.id });
      return same.answer;
    },

    /** To go on with; `undefined` once it is settled. */
    async again(siteId: string, id: string): Promise<Operation | undefined> {
      const rows = await db('operation')
        .where({ site_id: siteId, id })
        .whereNull('settled_at')
        .increment('tries')
        .returning(['customer_id', 'asked_by', 'kind', 'input', 'steps', 'created_at', 'tries']);
      const [row] = rows;
      return (
        row && {
          ...{ siteId, id, customerId: row.customer_id, askedBy: row.asked_by, kind: row.kind, input: row.input },
          ...{ steps: row.steps, createdAt: row.created_at, tries: row.tries },
        }
      );
    },

    async note(operation: Operation, step: string, value: unknown): Promise<void> {
      await db('operation')
        .where(where(operation))
        .update({ steps: db.raw('steps || ?::jsonb', [JSON.stringify({ [step]: value })]) });
    },

    async settle(operation: Operation, answer: object): Promise<void> {
      await db('operation')
        .where(where(operation))
        .whereNull('settled_at')
        .update({ answer: JSON.stringify(answer), settled_at: db.fn.now() });
      await db.raw('select graphile_worker.remove_job(?)', [`operation:${operation.id}`]);
    },

    /**
     * A job for each that nobody goes on with: one whose job has used up its tries, as when the server was stopped in the
     * middle of many of them, would stand in the way of the next wish for ever.
     */
    async sweep(): Promise<void> {
      await db.raw(
        `select graphile_worker.add_job('settle-operation', json_build_object('siteId', o.site_id, 'operationId', o.id),
          job_key => 'operation:' || o.id)
        from operation o
        where o.settled_at is null and o.created_at < now() - interval '10 minutes' and not exists (
          select from graphile_worker.jobs j where j.key = 'operation:' || o.id and j.attempts < j.max_attempts)`,
      );
    },

    /** Nothing was done. */
    async forget(operation: Operation): Promise<void> {
      await db('operation').where(where(operation)).whereNull('settled_at').delete();
      await db.raw('select graphile_worker.remove_job(?)', [`operation:${operation.id}`]);
    },
  };
}
