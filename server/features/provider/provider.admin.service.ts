import { isLocalHost } from '../../config.ts';
import type { InboxStore } from '../../gateway/events/inbox.store.ts';
import { GatewayError } from '../../gateway/gateway.ts';
import type { Connected, Gateways } from '../../gateway/gateways.ts';
import { notFound } from '../../http/errors.ts';
import { webhookPath } from '../../http/webhook-path.ts';
import type { ProviderEvents, ProviderStatus } from './provider.admin.contract.ts';
import type { ProviderDeskStore } from './provider.admin.store.ts';

interface Dependencies {
  store: ProviderDeskStore;
  gateways: Gateways;
  inbox: InboxStore;
  baseUrl: string;
  stripeUrl: string | undefined;
}

type EndpointState = NonNullable<ProviderStatus['connection']>['endpoint'];

export type ProviderDesk = ReturnType<typeof providerDesk>;

/** The provider is asked about its endpoint at most so often: the screen asks us every other second during an import. */
const endpointMillis = 60_000;

export function providerDesk({ store, gateways, inbox, baseUrl, stripeUrl }: Dependencies) {
  const endpoints = new Map<string, { state: Promise<EndpointState>; askedAt: number }>();
  const addressOf = (siteId: string) => baseUrl + webhookPath(siteId);

  function endpointState(connected: Connected): Promise<EndpointState> {
    const key = `${connected.siteId} ${connected.webhookId}`;
    const known = endpoints.get(key);
    if (known && Date.now() - known.askedAt < endpointMillis) return known.state;
    const state = askForEndpoint(connected, addressOf(connected.siteId));
    endpoints.set(key, { state, askedAt: Date.now() });
    return state;
  }

  async function connection(siteId: string): Promise<ProviderStatus['connection']> {
    const connected = await gateways.find(siteId);
    if (!connected) return null;
    const { accountId, accountName, isLive, publishableKey, connectedAt, lastEventAt, reconciledAt } = connected;
    return {
      ...{ accountId, accountName, isLive, publishableKey, connectedAt: connectedAt.toISOString() },
      endpoint: await endpointState(connected),
      lastEventAt: lastEventAt?.toISOString() ?? null,
      reconciledAt: reconciledAt?.toISOString() ?? null,
    };
  }

  return {
    async status(siteId: string): Promise<ProviderStatus> {
      const [found, rest] = await Promise.all([connection(siteId), store.status(siteId)]);
      const address = addressOf(siteId);
      return { connection: found, address, addressProblem: problemOf(address, stripeUrl), ...rest };
    },

    events: (siteId: string): Promise<ProviderEvents> => store.events(siteId),

    /** One that was given up, or all of them. */
    async retry(siteId: string, eventId?: string): Promise<ProviderEvents> {
      const isFound = await store.retry(siteId, eventId);
      if (!isFound && eventId !== undefined) throw notFound();
      if (isFound) await inbox.hurry(siteId);
      return store.events(siteId);
    },
  };
}

async function askForEndpoint({ gateway, webhookId }: Connected, address: string): Promise<EndpointState> {
  if (webhookId === null) return 'missing';
  try {
    const found = await gateway.findEndpoint(webhookId);
    if (!found) return 'missing';
    if (found.url !== address) return 'elsewhere';
    return found.isEnabled ? 'working' : 'switched_off';
  } catch (error) {
    if (error instanceof GatewayError) return 'unknown';
    throw error;
  }
}

/** Stripe comes from the internet; its double on this computer does not. */
function problemOf(address: string, stripeUrl: string | undefined): string | null {
  const { hostname, protocol } = new URL(address);
  if (stripeUrl !== undefined) return null;
  if (isLocalHost(hostname)) return 'Stripe can’t reach an address of this computer: events will not arrive';
  return protocol === 'http:' ? 'In live mode Stripe sends events to https addresses only' : null;
}
