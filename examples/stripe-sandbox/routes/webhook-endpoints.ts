import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { toWire } from '../wire.ts';
import { create, given, mergeMetadata, need, newId, randomText } from '../world.ts';
import { send, type Routes } from './route.ts';

/** Stripe's own limit for an account. */
const mostEndpoints = 16;

export const webhookEndpointRoutes = {
  'POST /v1/webhook_endpoints': ({ world, parameters }) => {
    const { url, enabled_events, description, metadata, api_version } = parameters;
    checkUrl(url);
    if (world.state.webhook_endpoint.size >= mostEndpoints)
      throw invalidRequest(`You have reached the maximum of ${mostEndpoints} test webhook endpoints.`);
    const made = create(world, {
      id: newId('we'),
      object: 'webhook_endpoint',
      api_version: api_version ?? null,
      application: null,
      created: world.now(),
      description: description || null,
      enabled_events,
      livemode: false,
      metadata: mergeMetadata({}, metadata),
      secret: `whsec_${randomText(32)}`,
      status: 'enabled',
      url,
    } satisfies Stripe.WebhookEndpoint);
    return { ...toWire(made), secret: made.secret };
  },

  'POST /v1/webhook_endpoints/:id': (call) => {
    const { world, id, parameters } = call;
    const { disabled, metadata, url } = parameters;
    const found = need(world, 'webhook_endpoint', id, { param: 'id', status: 404 });
    if (url !== undefined) checkUrl(url);
    Object.assign(found, given(parameters, 'description', 'enabled_events', 'url'), {
      metadata: mergeMetadata(found.metadata, metadata),
      ...(disabled !== undefined && { status: disabled ? 'disabled' : 'enabled' }),
    });
    return send(found, call);
  },

  'DELETE /v1/webhook_endpoints/:id': ({ world, id }) => {
    need(world, 'webhook_endpoint', id, { param: 'id', status: 404 });
    world.state.webhook_endpoint.delete(id);
    return { id, object: 'webhook_endpoint', deleted: true };
  },
} satisfies Partial<Routes>;

/** Addresses of one's own machine are fine here, unlike at Stripe. */
function checkUrl(url: string): void {
  const { protocol } = URL.parse(url) ?? {};
  if (protocol !== 'https:' && protocol !== 'http:')
    throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
      code: 'url_invalid',
      param: 'url',
    });
}
