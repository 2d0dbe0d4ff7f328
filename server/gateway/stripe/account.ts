import Stripe from 'stripe';
import { z } from 'zod';
import type { AccountActions } from '../account.ts';
import { GatewayError } from '../gateway.ts';
import { isLiveKey, stripeClient, type StripeClient, type StripeOptions } from './client.ts';
import { eventTypes, toEvent } from './events.ts';
import { placeAfter } from './pages.ts';
import { text } from './values.ts';

const account = z.object({
  id: z.string().regex(/^acct_\w+$/),
  business_profile: z.object({ name: text }).nullish(),
  settings: z.object({ dashboard: z.object({ display_name: text }).nullish() }).nullish(),
});

/** One question of each kind, so that a restricted key that lacks something is met at once and not in a night months later. */
const questions: ((sdk: Stripe) => Promise<unknown>)[] = [
  (sdk) => sdk.products.list(few),
  (sdk) => sdk.prices.list(few),
  (sdk) => sdk.customers.list(few),
  (sdk) => sdk.subscriptions.list(few),
  (sdk) => sdk.subscriptionSchedules.list(few),
  (sdk) => sdk.checkout.sessions.list(few),
  (sdk) => sdk.invoices.list(few),
  (sdk) => sdk.charges.list(few),
  (sdk) => sdk.creditNotes.list(few),
  (sdk) => sdk.events.list(few),
];
const few = { limit: 1 };

export const stripeAccount = (client: StripeClient, options: StripeOptions): AccountActions => ({
  async readAccount() {
    const read = await client.ask((sdk) => sdk.accounts.retrieveCurrent());
    const parsed = account.safeParse(read);
    if (!parsed.success) throw new GatewayError('not_understood', 'Stripe does not say which account this key is of');
    await Promise.all(questions.map((question) => client.ask(question)));
    const { id, business_profile, settings } = parsed.data;
    const name = settings?.dashboard?.display_name ?? business_profile?.name ?? id;
    return { id, name, isLive: isLiveKey(options.key) };
  },

  /** An intent of the one key can be read with the other when both are of one account and mode. */
  async whoseKey(publishableKey) {
    const intent = await client.act((sdk, more) => sdk.setupIntents.create({ usage: 'off_session' }, more));
    const browser = stripeClient({ ...options, key: publishableKey });
    try {
      const { id, client_secret } = intent;
      await browser.ask((sdk) => sdk.setupIntents.retrieve(id, { client_secret: client_secret ?? '' }));
      return 'ours';
    } catch (error) {
      if (isGone(error)) return 'other';
      if (error instanceof GatewayError && error.trouble === 'key_refused') return 'nobody';
      throw error;
    } finally {
      // It was for looking only; one that stays does no harm.
      await client.act((sdk, more) => sdk.setupIntents.cancel(intent.id, {}, more)).catch(() => undefined);
    }
  },

  async addEndpoint({ url, operationId }) {
    const { id, secret } = await client.act(
      (sdk, more) =>
        sdk.webhookEndpoints.create(
          {
            url,
            enabled_events: [...eventTypes],
            // The one that the SDK speaks: events then have the shapes that are read here.
            api_version: Stripe.API_VERSION,
            description: 'Customer center: keeps purchases, subscriptions and cards up to date',
          },
          more,
        ),
      operationId,
    );
    if (!secret) throw new GatewayError('not_understood', 'Stripe made a webhook endpoint without a signing secret');
    return { webhookId: id, secret };
  },

  async findEndpoint(webhookId) {
    try {
      const { url, status } = await client.ask((sdk) => sdk.webhookEndpoints.retrieve(webhookId));
      return { webhookId, url, isEnabled: status === 'enabled' };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },

  async removeEndpoint(webhookId) {
    try {
      await client.act((sdk, more) => sdk.webhookEndpoints.del(webhookId, {}, more));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },

  async readEvents(since, after) {
    const { data, has_more } = await client.ask((sdk) => sdk.events.list(placeAfter(after, since)));
    const last = data.at(-1)?.id;
    // Those that are of no known shape are of nothing that is kept here.
    const events = data.flatMap((raw) => {
      try {
        return toEvent(raw);
      } catch {
        return [];
      }
    });
    return { events, next: has_more && last !== undefined ? last : null };
  },
});

const isGone = (error: unknown): boolean => error instanceof GatewayError && error.trouble === 'record_is_gone';
