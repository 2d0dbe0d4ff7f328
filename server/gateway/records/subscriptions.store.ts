import type { Knex } from 'knex';
import type { PlanRecord, SubscriptionRecord } from '../gateway.ts';
import { joinProduct, missingProducts } from './catalogue.store.ts';
import { findOwners } from './owners.store.ts';
import { upsert, type Outcome, type Row } from './upsert.store.ts';

const columns = {
  customer_id: 'uuid',
  price_cents: 'bigint',
  currency: 'text',
  interval_unit: 'text',
  interval_count: 'integer',
  started_at: 'timestamptz',
  current_period_end_at: 'timestamptz',
  trial_ends_at: 'timestamptz',
  ends_at: 'timestamptz',
  paused_at: 'timestamptz',
  resumes_at: 'timestamptz',
  payment_failed_at: 'timestamptz',
  fix_by_at: 'timestamptz',
  ended_at: 'timestamptz',
};

const table = {
  table: 'subscription',
  given: {
    ...columns,
    product: 'text',
    card: 'text',
    kind: 'text',
    payments_total: 'integer',
    payments_made: 'integer',
  },
  columns: {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, `r.${name}`])),
    kind: 'r.kind',
    product_id: 'p.id',
    payment_method_id: 'm.id',
    payments_total: 'r.payments_total',
    payments_made: 'r.payments_made',
  },
  joins: `${joinProduct} left join payment_method m on m.site_id = w.site_id and m.provider_id = r.card`,
  merged: {
    // The provider does not say since when; what is known stays until it goes on.
    paused_at: `case when excluded.paused_at is not null then coalesce(subscription.paused_at, excluded.paused_at) end`,
    // Counted when its invoices are kept.
    payments_made: `case when excluded.kind = 'plan' then coalesce(subscription.payments_made, 0) end`,
  },
};

const toRow = (record: SubscriptionRecord, customerId: string | undefined): Row => ({
  provider_id: record.providerId,
  customer_id: customerId,
  product: record.productId,
  card: record.cardId,
  price_cents: record.priceCents,
  currency: record.currency,
  interval_unit: record.intervalUnit,
  interval_count: record.intervalCount,
  started_at: record.startedAt,
  current_period_end_at: record.currentPeriodEndAt,
  trial_ends_at: record.trialEndsAt,
  ends_at: record.endsAt,
  paused_at: record.pausedAt,
  resumes_at: record.resumesAt,
  payment_failed_at: record.paymentFailedAt,
  fix_by_at: record.fixByAt,
  ended_at: record.endedAt,
});

/** Payment plans among them are left as they are: what makes them plans comes with `savePlans`. */
export async function saveSubscriptions(trx: Knex, siteId: string, records: SubscriptionRecord[]): Promise<Outcome> {
  const { ownerOf, problems, newcomers } = await findOwners(trx, siteId, 'subscription', records);
  const missing = await missingProducts(trx, siteId, 'subscription', records);
  const released = await releasePlans(trx, siteId, records);
  const rows = records.map((record) => ({ ...toRow(record, ownerOf(record)), kind: 'subscription' }));
  const saved = await upsert(trx, siteId, rows, { ...table, onlyWhere: `subscription.kind = 'subscription'` });
  return { changed: released + saved, problems: [...problems, ...missing], newcomers };
}

export async function savePlans(trx: Knex, siteId: string, records: PlanRecord[]): Promise<Outcome> {
  const subscriptions = records.map(({ subscription }) => subscription);
  const { ownerOf, problems, newcomers } = await findOwners(trx, siteId, 'plan', subscriptions);
  const missing = await missingProducts(trx, siteId, 'plan', subscriptions);
  const rows = records.map(({ subscription, paymentsTotal }) => ({
    ...toRow(subscription, ownerOf(subscription)),
    ...{ kind: 'plan', payments_total: paymentsTotal, payments_made: 0 },
  }));
  const changed = await upsert(trx, siteId, rows, table);
  return { changed, problems: [...problems, ...missing], newcomers };
}

/** A plan that nothing ends any more goes on as a subscription. */
async function releasePlans(trx: Knex, siteId: string, records: SubscriptionRecord[]): Promise<number> {
  const free = records.filter(({ isScheduled }) => !isScheduled).map(({ providerId }) => providerId);
  return trx('subscription')
    .where({ site_id: siteId, kind: 'plan' })
    .whereIn('provider_id', free)
    .update({ kind: 'subscription', payments_total: null, payments_made: null });
}

/** How many of a plan's payments are made is how many of its invoices are paid. */
export async function countPlanPayments(trx: Knex, siteId: string, subscriptionProviderIds: string[]): Promise<void> {
  await trx.raw(
    `update subscription s set payments_made = counted.payments from (
      select plan.id, least(plan.payments_total, count(i.id))::int as payments
      from subscription plan
      left join invoice i on i.site_id = plan.site_id and i.subscription_id = plan.id
        and i.status = 'paid' and i.total_cents > 0
      where plan.site_id = ? and plan.provider_id = any(?) and plan.kind = 'plan'
      group by plan.id, plan.payments_total) counted
    where s.site_id = ? and s.id = counted.id and s.payments_made is distinct from counted.payments`,
    [siteId, subscriptionProviderIds, siteId],
  );
}
