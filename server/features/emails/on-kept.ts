import type { JustKept } from '../../gateway/keep.service.ts';
import { noticesStore } from './notices.store.ts';

/** What customers are written to about when the provider's records were kept, in the same transaction. */
export async function noticesOnKept({ trx, siteId, bundle, newcomers, customerIds }: JustKept): Promise<void> {
  const notices = noticesStore(trx);
  const idsOf = (records: { providerId: string }[]) => records.map(({ providerId }) => providerId);
  await notices.welcome(siteId, newcomers);
  await notices.aboutPayments(siteId, idsOf(bundle.records.payment));
  await notices.aboutCredits(siteId, idsOf(bundle.records.credit_memo));
  await notices.release(siteId, customerIds);
}
