import type { Knex } from 'knex';
import type { SecretBox } from '../../secret-box.ts';
import { paymentKeysStore } from './payment-keys.store.ts';

interface Where {
  db: Knex;
  secrets: SecretBox;
  siteId: string;
}

/** Keeps the payment provider's key of a site, encrypted, in place of the one before. */
export async function savePaymentKey({ db, secrets, siteId }: Where, key: string): Promise<void> {
  await paymentKeysStore(db).save(siteId, await secrets.seal(key, { siteId, kind: 'payment_key' }));
}

/** The payment provider's key of a site; `undefined` when it has none, and then no key to decrypt it with is needed. */
export async function takePaymentKey({
  db,
  siteId,
  openSecrets,
}: Omit<Where, 'secrets'> & { openSecrets: () => SecretBox }) {
  const encrypted = await paymentKeysStore(db).take(siteId);
  return encrypted === undefined ? undefined : openSecrets().open(encrypted, { siteId, kind: 'payment_key' });
}
