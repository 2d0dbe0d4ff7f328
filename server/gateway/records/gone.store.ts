import type { Knex } from 'knex';
import type { Mention } from '../gateway.ts';
import { takeNewest } from './readings.store.ts';

/**
 * What the provider has deleted: a customer's cards can't be charged any more, and a price can't be bought at. All else is
 * history, which stays. Gives the number of rows that were changed.
 */
export async function forgetGone(
  trx: Knex,
  siteId: string,
  { gone, readAt }: { gone: Mention[]; readAt: string },
): Promise<number> {
  const newest = await takeNewest(trx, siteId, { records: gone, readAt, mentionOf: (mention) => mention });
  const idsOf = (kind: Mention['kind']) => newest.flatMap((each) => (each.kind === kind ? each.providerId : []));
  const cards = await trx('payment_method')
    .where({ site_id: siteId })
    .whereNull('removed_at')
    .whereIn('provider_account_id', idsOf('customer'))
    .update({ removed_at: trx.fn.now(), is_default: false });
  const prices = await trx('price')
    .where({ site_id: siteId, is_active: true })
    .whereIn('provider_id', idsOf('price'))
    .update({ is_active: false });
  return cards + prices;
}
