/** Checkout: what is offered on Stripe's own page, until somebody has bought it or saved a card. */
import type Stripe from 'stripe';
import { createPrice, createProduct } from './catalogue.ts';
import { invalidRequest } from './errors.ts';
import { checkoutLine, checkoutLines, checkoutSession } from './objects/checkout.ts';
import { paymentLink } from './objects/payment-links.ts';
import type { StripeRequests } from './requests.ts';
import { createSetup } from './setups.ts';
import { nameOfProduct } from './lines.ts';
import { create, given, mergeMetadata, need, newId, randomText, type World } from './world.ts';

type Told = StripeRequests['POST /v1/checkout/sessions'];
type LinkTold = StripeRequests['POST /v1/payment_links'];

const day = 86_400;

/** @throws StripeRefusal */
export function openSession(world: World, told: Told, more: Partial<Stripe.Checkout.Session> = {}) {
  const { customer, metadata } = told;
  const mode = told.mode ?? 'payment';
  if (customer) need(world, 'customer', customer, { param: 'customer' });
  if (mode === 'setup' && told.line_items)
    throw invalidRequest('You can not pass `line_items` in `setup` mode.', { param: 'line_items' });
  if (mode === 'setup' && !told.currency && !told.allowed_payment_method_types)
    throw invalidRequest('Missing required param: currency.', { code: 'parameter_missing', param: 'currency' });
  if (mode !== 'setup' && !told.line_items?.length)
    throw invalidRequest('Missing required param: line_items.', { code: 'parameter_missing', param: 'line_items' });
  if (!told.success_url && (told.ui_mode ?? 'hosted_page') === 'hosted_page')
    throw invalidRequest('Missing required param: success_url.', { code: 'parameter_missing', param: 'success_url' });
  const id = `cs_test_${randomText(58)}`;
  const lines = (told.line_items ?? []).map((line) => makeLine(world, line));
  if (mode === 'payment' && lines.some(({ price }) => price?.recurring))
    throw invalidRequest('You must use `subscription` mode with recurring prices.', { param: 'mode' });
  if (mode === 'subscription' && !lines.some(({ price }) => price?.recurring))
    throw invalidRequest('You must provide at least one recurring price in `subscription` mode.', { param: 'mode' });
  const setup =
    mode === 'setup'
      ? createSetup(world, {
          customer: customer ?? null,
          metadata: mergeMetadata({}, told.setup_intent_data?.metadata),
        })
      : undefined;
  const expires_at = told.expires_at ?? world.now() + day;
  const session = checkoutSession({
    id,
    customer: customer ?? null,
    line_items: checkoutLines(id, lines),
    created: world.now(),
    currency: lines[0]?.currency ?? told.currency ?? null,
    customer_creation:
      told.customer_creation ?? { payment: 'if_required', setup: null, subscription: 'always' }[mode as 'setup'],
    customer_email: told.customer_email ?? null,
    expires_at,
    invoice_creation: told.invoice_creation
      ? ({ enabled: told.invoice_creation.enabled, invoice_data: {} } as Stripe.Checkout.Session.InvoiceCreation)
      : null,
    metadata: mergeMetadata({}, metadata),
    mode,
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    setup_intent: setup?.id ?? null,
    status: 'open',
    url: `${world.origin()}/checkout/${id}`,
    ...given(told, 'cancel_url', 'client_reference_id', 'locale', 'success_url', 'ui_mode'),
    ...more,
  });
  if (mode === 'setup') Object.assign(session, { amount_subtotal: null, amount_total: null });
  world.wishes.set(id, {
    intent: mergeMetadata({}, told.payment_intent_data?.metadata),
    subscription: mergeMetadata({}, told.subscription_data?.metadata),
    futureUsage: told.payment_intent_data?.setup_future_usage,
    trialEnd:
      told.subscription_data?.trial_end ??
      (told.subscription_data?.trial_period_days
        ? world.now() + told.subscription_data.trial_period_days * day
        : undefined),
  });
  return create(world, session);
}

interface LineTold {
  price?: string;
  price_data?: {
    currency: string;
    product?: string;
    product_data?: { name: string };
    unit_amount?: number;
    recurring?: object;
  };
  quantity?: number;
}

function makeLine(world: World, { price, price_data, quantity }: LineTold): Stripe.LineItem {
  const found = price_data
    ? createPrice(
        world,
        price_data.product ?? createProduct(world, price_data.product_data?.name ?? ''),
        price_data as Parameters<typeof createPrice>[2],
      )
    : need(world, 'price', price ?? '', { param: 'line_items[0][price]' });
  return checkoutLine(found, {
    id: newId('li'),
    description: nameOfProduct(world, found),
    ...(quantity !== undefined && { quantity }),
  });
}

/** An address for anybody; each visit opens a session of its own. */
export function createLink(world: World, told: LinkTold): Stripe.PaymentLink {
  const id = newId('plink');
  const lines = told.line_items.map((line) => makeLine(world, line));
  const isRecurring = lines.some(({ price }) => price?.recurring);
  const link = paymentLink({
    id,
    url: `${world.origin()}/checkout/${id}`,
    currency: lines[0]?.currency ?? 'eur',
    customer_creation: told.customer_creation ?? (isRecurring ? 'always' : 'if_required'),
    line_items: { object: 'list', data: lines, has_more: false, url: `/v1/payment_links/${id}/line_items` },
    metadata: mergeMetadata({}, told.metadata),
  });
  const redirect = told.after_completion?.redirect;
  if (redirect) link.after_completion = { type: 'redirect', redirect: { url: redirect.url } };
  return create(world, link, 'payment_link.created');
}

/** Somebody follows a payment link. */
export function openLink(world: World, linkId: string): Stripe.Checkout.Session {
  const link = need(world, 'payment_link', linkId, { param: 'payment_link' });
  if (!link.active) throw invalidRequest('This payment link is no longer active.', { param: 'payment_link' });
  const lines = link.line_items?.data ?? [];
  const told: Told = {
    customer_creation: link.customer_creation,
    line_items: lines.map(({ price, quantity }) => ({ price: price?.id ?? '', quantity: quantity ?? 1 })),
    metadata: link.metadata,
    mode: lines.some(({ price }) => price?.recurring) ? 'subscription' : 'payment',
    success_url: link.after_completion.redirect?.url ?? `${world.origin()}/checkout/thanks`,
  };
  return openSession(world, told, { payment_link: link.id });
}
