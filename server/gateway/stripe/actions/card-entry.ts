/** Entering a card in Stripe's own fields: SetupIntents, and Checkout where the fields can't be shown in place. */
import type Stripe from 'stripe';
import { z } from 'zod';
import type { CardEntry } from '../../actions.ts';
import type { StripeClient } from '../client.ts';
import { declineReason } from '../decline-reasons.ts';
import { readAs } from '../pages.ts';
import { reference } from '../values.ts';

type Wish = { accountId: string; operationId: string };

/** For payments that Stripe makes while the customer is away, as renewals. */
const offSession: Pick<Stripe.SetupIntentCreateParams, 'usage' | 'allowed_payment_method_types'> = {
  usage: 'off_session',
  allowed_payment_method_types: ['card'],
};

const started = z.object({ id: z.string(), client_secret: z.string() });

export async function beginCardEntry(client: StripeClient, { accountId, operationId }: Wish) {
  const intent = await client.act(
    (sdk, options) => sdk.setupIntents.create({ customer: accountId, ...offSession }, options),
    operationId,
  );
  const { id, client_secret } = readAs(started, intent);
  return { entryId: id, clientSecret: client_secret };
}

export async function beginHostedCardEntry(
  client: StripeClient,
  { accountId, operationId, returnTo }: Wish & { returnTo: string },
) {
  const session = await client.act(
    (sdk, options) =>
      sdk.checkout.sessions.create(
        {
          mode: 'setup',
          customer: accountId,
          allowed_payment_method_types: ['card'],
          success_url: withParameter(returnTo, 'checkout_session', '{CHECKOUT_SESSION_ID}'),
          cancel_url: returnTo,
        },
        options,
      ),
    operationId,
  );
  return readAs(z.object({ url: z.url() }), session);
}

/** Stripe replaces the placeholder as it is: it must not be encoded. */
function withParameter(address: string, name: string, value: string): string {
  const [page = '', fragment] = address.split('#');
  const joined = `${page}${page.includes('?') ? '&' : '?'}${name}=${value}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

const problem = z.object({ code: z.string().nullish(), decline_code: z.string().nullish() });

const entry = z.object({
  customer: reference.nullable(),
  status: z.string(),
  payment_method: reference.nullish(),
  last_setup_error: problem.nullish(),
});

/** @param entryId of a SetupIntent, or of the Checkout Session that has one */
export async function readCardEntry(client: StripeClient, entryId: string): Promise<CardEntry> {
  const id = entryId.startsWith('cs_') ? await intentOf(client, entryId) : entryId;
  if (id === null) return { accountId: null, state: 'unfinished', cardId: null, reason: null };
  const intent = readAs(entry, await client.look((sdk) => sdk.setupIntents.retrieve(id)));
  const { status, customer, payment_method, last_setup_error: error } = intent;
  const state = stateOf(status, Boolean(error));
  return {
    accountId: customer,
    state,
    cardId: state === 'added' ? (payment_method ?? null) : null,
    reason:
      state === 'failed' && error
        ? declineReason({ failure_code: error.code, outcome: { reason: error.decline_code } })
        : null,
  };
}

async function intentOf(client: StripeClient, sessionId: string): Promise<string | null> {
  const session = await client.look((sdk) => sdk.checkout.sessions.retrieve(sessionId));
  return readAs(z.object({ setup_intent: reference.nullish() }), session).setup_intent ?? null;
}

function stateOf(status: string, hasFailed: boolean): CardEntry['state'] {
  if (status === 'succeeded') return 'added';
  if (status === 'processing') return 'checking';
  return hasFailed ? 'failed' : 'unfinished';
}
