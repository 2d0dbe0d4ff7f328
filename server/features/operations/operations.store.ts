import { reading } from '../../http/reading.ts';
import type { ReplyOf } from '../../http/endpoint.ts';
import type { operationsContract } from './operations.contract.ts';

type OperationState = ReplyOf<(typeof operationsContract)['GET /operations/:operationId']>;

export const operationState = reading<OperationState, { params: { operationId: string } }>(
  `(select json_build_object('kind', o.kind, 'isSettled', o.settled_at is not null,
      'payment', case when o.kind = 'pay-invoice' then o.answer end)
    from operation o
    where o.site_id = caller.site_id and o.customer_id = caller.customer_id and o.id = :operationId::uuid
      and o.kind in ('pay-invoice', 'use-card', 'remove-card'))`,
  ({ params }) => ({ operationId: params.operationId }),
);
