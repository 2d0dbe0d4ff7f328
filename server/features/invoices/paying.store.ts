import type { Knex } from 'knex';

export interface WhichInvoice {
  siteId: string;
  customerId: string;
  invoiceId: string;
}

export interface PayableInvoice {
  providerId: string;
  number: string;
  status: 'open' | 'paid' | 'void' | 'uncollectible';
  dueCents: number;
  currency: string;
}

export type PayingStore = ReturnType<typeof payingStore>;

export function payingStore(db: Knex) {
  return {
    /** Of the provider: no other can be paid here. */
    async invoice({ siteId, customerId, invoiceId }: WhichInvoice): Promise<PayableInvoice | undefined> {
      const row = await db('invoice')
        .where({ site_id: siteId, customer_id: customerId, id: invoiceId })
        .whereNotNull('provider_id')
        .first('provider_id', 'number', 'status', 'due_cents', 'currency');
      return (
        row && {
          providerId: row.provider_id,
          number: row.number,
          status: row.status,
          dueCents: Number(row.due_cents),
          currency: row.currency,
        }
      );
    },
  };
}
