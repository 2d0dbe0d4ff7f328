import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { ProviderAccount } from '../../gateway/account.ts';
import type { Connection, ConnectionsStore } from '../../gateway/connections.store.ts';
import { GatewayError, type Gateway } from '../../gateway/gateway.ts';
import { isLiveKey, isStripeKey } from '../../gateway/stripe/client.ts';
import { stripeGateway } from '../../gateway/stripe/stripe-gateway.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { webhookPath } from '../../http/webhook-path.ts';
import type { SecretBox } from '../../secret-box.ts';
import { savePaymentKey } from '../sites/payment-key.ts';
import { providerStore } from './provider.store.ts';

interface Dependencies {
  db: Knex;
  connections: ConnectionsStore;
  secrets: SecretBox;
  /** In place of Stripe's own address. */
  stripeUrl: string | undefined;
  baseUrl: string;
}

export interface ConnectWish {
  secretKey: string;
  publishableKey: string;
  /** The account may be another one than before, or in the other mode. */
  replaceAccount?: boolean | undefined;
  /** Everything is here already, so none of it has to be brought in. */
  isImported?: boolean | undefined;
}

export type ConnectService = ReturnType<typeof connectService>;

/** Connects a site with its account at the payment provider, and ends that. */
export function connectService({ db, connections, secrets, stripeUrl, baseUrl }: Dependencies) {
  const open = (key: string): Gateway => stripeGateway({ key, url: stripeUrl, timeoutMillis: 12_000, retries: 1 });
  const openSealed = async (siteId: string, sealed: string): Promise<Gateway> =>
    open(await secrets.open(sealed, { siteId, kind: 'payment_key' }));

  async function needConnection(siteId: string): Promise<void> {
    if (!(await connections.find(siteId))) throw new AppError('payments_off', 409);
  }

  /**
   * Whether the cards that are here are another account's, after the site was disconnected and nobody knows any more which
   * one it was: this one would have the records that they were saved under. An import brings back what was its own.
   */
  async function isOfAnother(siteId: string, gateway: Gateway): Promise<boolean> {
    const accounts = await providerStore(db).accountsWithCards(siteId);
    const { gone } = await gateway.readAbout(accounts.map((providerId) => ({ kind: 'customer', providerId })));
    return accounts.length > 0 && gone.length === accounts.length;
  }

  return {
    /**
     * Tries both keys, has events sent here, keeps all of it and has everything imported. What was there before stays good
     * until the new is. Throws `invalid_request` with the field and the reason, and `provider_unavailable`.
     */
    async connect(siteId: string, wish: ConnectWish): Promise<ProviderAccount> {
      checkForm(wish, baseUrl);
      const gateway = open(wish.secretKey);
      const account = await gateway.readAccount().catch(refuse('secretKey'));
      await checkPublishableKey(gateway, wish.publishableKey);
      const before = await connections.find(siteId);
      const isAnother = before?.accountId !== account.id || before.isLive !== account.isLive;
      if (before && isAnother && !wish.replaceAccount) throw otherAccount(before, account);
      const isLeft = before ? isAnother : await isOfAnother(siteId, gateway).catch(refuse('secretKey'));
      const url = baseUrl + webhookPath(siteId);
      const endpoint = await gateway.addEndpoint({ url, operationId: newId() }).catch(refuse('secretKey'));
      const webhookSecret = await secrets.seal(endpoint.secret, { siteId, kind: 'webhook_secret' });
      await db.transaction(async (trx) => {
        const store = providerStore(trx);
        if (isLeft) await store.leaveAccount(siteId);
        await savePaymentKey({ db: trx, secrets, siteId }, wish.secretKey);
        const { webhookId } = endpoint;
        await store.save(siteId, { account, publishableKey: wish.publishableKey, webhookId, webhookSecret, isAnother });
        if (!wish.isImported || isLeft) await store.askForImport(siteId);
      });
      // Only now: while there are two, what both send is the same event and counts once.
      if (before?.webhookId) await tidy(openSealed(siteId, before.encryptedKey), before.webhookId);
      return account;
    },

    /** The key, the endpoint and the secrets go; what was bought stays. Nothing when it is not connected. */
    async disconnect(siteId: string): Promise<void> {
      const before = await connections.find(siteId);
      if (!before) return;
      if (before.webhookId) await tidy(openSealed(siteId, before.encryptedKey), before.webhookId);
      await db.transaction((trx) => providerStore(trx).remove(siteId));
    },

    /** Throws `payments_off` while the site is not connected. */
    async askForImport(siteId: string): Promise<void> {
      await needConnection(siteId);
      await providerStore(db).askForImport(siteId);
    },

    /** Throws `payments_off` while the site is not connected. */
    async askForReconcile(siteId: string): Promise<void> {
      await needConnection(siteId);
      await providerStore(db).askForReconcile(siteId);
    },
  };
}

/** An endpoint that stays, as when its key was revoked, is refused here and switched off by the provider in time. */
async function tidy(gateway: Promise<Gateway>, webhookId: string): Promise<void> {
  try {
    await (await gateway).removeEndpoint(webhookId);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
  }
}

const modeOf = (isLive: boolean): string => (isLive ? 'live' : 'test');

/** What needs nobody to be asked. */
function checkForm({ secretKey, publishableKey }: ConnectWish, baseUrl: string): void {
  if (!isStripeKey(secretKey)) {
    throw invalid(
      'secretKey',
      'This is no secret key of Stripe: those begin with sk_test_, sk_live_, rk_test_ or rk_live_',
    );
  }
  if (!/^pk_(test|live)_\w{4,}$/.test(publishableKey)) {
    throw invalid('publishableKey', 'This is no publishable key of Stripe: those begin with pk_test_ or pk_live_');
  }
  const [isLive, isLiveToo] = [isLiveKey(secretKey), publishableKey.startsWith('pk_live_')];
  if (isLive !== isLiveToo) {
    const sentence = `This key is of ${modeOf(isLiveToo)} mode, and the secret key of ${modeOf(isLive)} mode: both must be of one`;
    throw invalid('publishableKey', sentence);
  }
  if (isLive && !baseUrl.startsWith('https:')) {
    const sentence = `In live mode Stripe sends events to https addresses only, and this server’s is ${baseUrl}`;
    throw invalid('secretKey', sentence);
  }
}

async function checkPublishableKey(gateway: Gateway, publishableKey: string): Promise<void> {
  const whose = await gateway.whoseKey(publishableKey).catch(refuse('secretKey'));
  if (whose === 'nobody') {
    throw invalid('publishableKey', 'Stripe does not accept this key: it is mistyped, expired or deleted');
  }
  if (whose === 'other') throw invalid('publishableKey', 'This key belongs to another account than the secret key');
}

function otherAccount(before: Connection, account: ProviderAccount): AppError {
  const name = (each: { name: string; id: string; isLive: boolean }) =>
    `${each.name} (${each.id}, ${modeOf(each.isLive)} mode)`;
  const old = { name: before.accountName, id: before.accountId, isLive: before.isLive };
  return invalid(
    'replaceAccount',
    `These keys are of ${name(account)}, and this site is connected to ${name(old)}. If that is meant, what was bought there ` +
      'stays as it was last known and changes no more, and the cards that were saved there are removed here',
  );
}

/** What the provider said no to is told beside the field that it is about. */
const refuse =
  (field: string) =>
  (error: unknown): never => {
    if (!(error instanceof GatewayError)) throw error;
    if (['unreachable', 'failed_there', 'too_fast'].includes(error.trouble)) {
      throw new AppError('provider_unavailable', 503, { retryAfterSeconds: 30 });
    }
    throw invalid(field, error.message);
  };
