/** The gateway of each site that is connected to its payment provider. */
import { AppError } from '../http/errors.ts';
import type { SecretBox } from '../secret-box.ts';
import type { Connection, ConnectionsStore } from './connections.store.ts';
import type { Gateway } from './gateway.ts';
import { stripeInBrowser } from './stripe/browser.ts';
import { stripeGateway } from './stripe/stripe-gateway.ts';

export interface Connected extends Connection {
  siteId: string;
  gateway: Gateway;
  /** Address of the provider's script for browsers. */
  script: string;
}

export type Gateways = ReturnType<typeof gatewaysOf>;

interface Dependencies {
  connections: ConnectionsStore;
  secrets: SecretBox;
  /** In place of Stripe's own address. */
  stripeUrl: string | undefined;
}

export function gatewaysOf({ connections, secrets, stripeUrl }: Dependencies) {
  // One for each key, so that all calls of this process share its limit of requests.
  const open = new Map<string, Gateway>();

  /** `undefined` while the site is not connected. */
  async function find(siteId: string): Promise<Connected | undefined> {
    const found = await connections.find(siteId);
    if (!found) return undefined;
    const { encryptedKey, ...connection } = found;
    let gateway = open.get(encryptedKey);
    if (!gateway) {
      const key = await secrets.open(encryptedKey, { siteId, kind: 'payment_key' });
      gateway = stripeGateway({ key, url: stripeUrl });
      open.set(encryptedKey, gateway);
    }
    return { ...connection, siteId, gateway, script: stripeInBrowser(stripeUrl).script };
  }

  return {
    find,
    /** Throws `payments_off` while the site is not connected. */
    async of(siteId: string): Promise<Connected> {
      const connected = await find(siteId);
      if (!connected) throw new AppError('payments_off', 503);
      return connected;
    },
  };
}
