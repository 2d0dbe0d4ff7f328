/** A site that is connected to a double of the payment provider, and the events that come from there. */
import { v7 as newId } from 'uuid';
import type Stripe from 'stripe';
import { sign } from '../../examples/stripe-sandbox/deliveries.ts';
import { secretBox } from '../../server/secret-box.ts';
import type { TestApp } from './app.ts';
import { aSite } from './builders.ts';

export const accountId = 'acct_1TestsOfTheCenter';
export const webhookSecret = 'whsec_forTestsOnly0123456789';
export const paymentKey = 'sk_test_events1234';

interface Connection {
  siteId?: string;
  isLive?: boolean;
  /** What events are signed with; none when it is empty. */
  secrets?: string[];
}

/** Connected without asking anybody: with a key, and secrets for events. Gives the site's id. */
export async function aConnectedSite(
  app: TestApp,
  { siteId: given, isLive = false, secrets = [webhookSecret] }: Connection = {},
): Promise<string> {
  const siteId = given ?? (await aSite(app));
  const box = secretBox(app.config.secretsKeys);
  const keep = async (kind: string, secret: string) =>
    app
      .db('site_secret')
      .insert({ site_id: siteId, id: newId(), kind, encrypted: await box.seal(secret, { siteId, kind }) });
  await keep('payment_key', paymentKey);
  for (const secret of secrets) await keep('webhook_secret', secret);
  await app.db('provider_connection').insert({
    ...{ site_id: siteId, account_id: accountId, account_name: 'Atelier Nord', is_live: isLive },
    publishable_key: 'pk_test_events1234',
  });
  return siteId;
}

let count = 0;

/** An event about an object, as Stripe would send it. */
export function anEvent(type: string, object: object, more: Partial<Stripe.Event> & { previous?: object } = {}) {
  const { previous, ...rest } = more;
  return {
    ...{ id: `evt_${Date.now()}x${++count}`, object: 'event', api_version: '2026-10-28.endive', type },
    ...{ created: Math.floor(Date.now() / 1000), livemode: false, pending_webhooks: 1, request: null },
    data: { object, ...(previous && { previous_attributes: previous }) },
    ...rest,
  };
}

interface Delivery {
  secret?: string;
  /** Seconds since 1970. */
  timestamp?: number;
  headers?: Record<string, string>;
  /** What is sent in place of what was signed. */
  body?: string;
}

/** Signs and sends an event. Gives the status and the body of the answer. */
export async function deliver(app: Pick<TestApp, 'url'>, siteId: string, event: object, more: Delivery = {}) {
  const { secret = webhookSecret, timestamp, headers = {}, body } = more;
  const text = JSON.stringify(event);
  const response = await fetch(`${app.url}/webhooks/${siteId}/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': sign(text, secret, timestamp),
      ...headers,
    },
    body: body ?? text,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** Works until every event that is due has been applied, put off or given up. */
export async function applyAll(app: TestApp): Promise<void> {
  for (;;) {
    await app.work();
    const due = app
      .db('inbox_event')
      .whereNull('applied_at')
      .whereNull('given_up_at')
      .where('next_try_at', '<=', app.db.fn.now());
    if ((await due).length === 0) return;
  }
}
