import { pageParams, pageSql, reading } from '../../http/reading.ts';
import type { Page } from '../../http/values.ts';
import type { CreditMemo } from './credit-memos.contract.ts';

const numberOf = (invoiceId: string) =>
  `(select i.number from invoice i where i.site_id = c.site_id and i.id = ${invoiceId})`;

export const creditMemoList = reading<Page<CreditMemo>, { query: { after?: string | undefined } }>(
  pageSql({
    from: `credit_memo c where c.site_id = caller.site_id and c.customer_id = caller.customer_id`,
    at: 'c.issued_at',
    id: 'c.id',
    item: `json_build_object('id', c.id, 'number', c.number, 'issuedAt', c.issued_at, 'reason', c.reason,
      'totalCents', c.total_cents, 'leftCents', c.left_cents, 'currency', c.currency,
      'invoiceNumber', ${numberOf('c.invoice_id')},
      'uses', (select coalesce(json_agg(json_build_object('invoiceNumber', ${numberOf('u.invoice_id')}, 'at', u.at,
          'cents', u.cents) order by u.at desc), '[]')
        from credit_memo_use u where u.site_id = c.site_id and u.credit_memo_id = c.id))`,
  }),
  pageParams,
);
