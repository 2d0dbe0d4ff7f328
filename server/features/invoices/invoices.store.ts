import { switchSql } from '../../http/gate.ts';
import { pageParams, pageSql, reading } from '../../http/reading.ts';
import { isWithinHistory } from '../orders/orders.store.ts';
import { cardSql } from '../payment-methods/card.store.ts';
import { isConnected } from '../payment-methods/connected.store.ts';
import type { Invoice, InvoicePage } from './invoices.contract.ts';

/** Invoices of the caller; ends in its `where`. */
const ownInvoices = `invoice i where i.site_id = caller.site_id and i.customer_id = caller.customer_id`;

/** One that is owed is shown whatever the order history covers. */
const isHistory = `(i.status <> 'open' and ${switchSql('caller.settings', 'orderHistory')} and ${isWithinHistory('i.issued_at')})`;

const firstLine = `(select l.title from invoice_line l
  where l.site_id = i.site_id and l.invoice_id = i.id order by l.position limit 1)`;

/** `key, value, …` of an invoice's summary, for `json_build_object`. */
const summaryFields = `
  'id', i.id, 'number', i.number, 'issuedAt', i.issued_at, 'dueAt', i.due_at,
  'isOverdue', i.status = 'open' and coalesce(i.due_at, i.issued_at) < now(),
  'title', coalesce(${firstLine}, i.number),
  'totalCents', i.total_cents, 'dueCents', i.due_cents, 'currency', i.currency, 'state', i.status`;

/** All that is owed, oldest first. */
const openInvoicesSql = `(
  select coalesce(json_agg(item), '[]') from (
    select json_build_object(${summaryFields}) as item from ${ownInvoices} and i.status = 'open'
    order by i.issued_at, i.id limit 50) owed)`;

const history = pageSql({
  from: `${ownInvoices} and ${isHistory}`,
  at: 'i.issued_at',
  id: 'i.id',
  item: `json_build_object(${summaryFields})`,
});

export const invoiceList = reading<InvoicePage, { query: { after?: string | undefined } }>(
  `(select (page.value::jsonb || jsonb_build_object('open', ${openInvoicesSql}))::json from (select ${history} as value) page)`,
  pageParams,
);

export const invoiceDetail = reading<Invoice, { params: { invoiceId: string } }>(
  `(select json_build_object(${summaryFields},
      'lines', (select coalesce(json_agg(json_build_object('title', l.title, 'quantity', l.quantity,
          'totalCents', l.total_cents) order by l.position), '[]')
        from invoice_line l where l.site_id = i.site_id and l.invoice_id = i.id),
      'pdfUrl', i.pdf_url, 'hostedUrl', i.hosted_url,
      'isPayable', i.status = 'open' and i.due_cents > 0 and i.provider_id is not null and ${isConnected('i.site_id')},
      'payments', (select coalesce(json_agg(json_build_object('id', y.id, 'at', y.at, 'amountCents', y.amount_cents,
          'state', y.state, 'reason', y.reason, 'card', ${cardSql('y.site_id', 'y.payment_method_id')})
          order by y.at desc, y.id desc), '[]')
        from payment y where y.site_id = i.site_id and y.invoice_id = i.id))
    from ${ownInvoices} and i.id = :invoiceId::uuid and (i.status = 'open' or ${isHistory}))`,
  ({ params }) => ({ invoiceId: params.invoiceId }),
);
