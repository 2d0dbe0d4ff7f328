/** What can be asked about a site's own account at the payment provider, in this product's words. */
import type { ProviderEvent } from './gateway.ts';

export interface ProviderAccount {
  id: string;
  name: string;
  isLive: boolean;
}

/** Where the provider sends its events. */
export interface Endpoint {
  webhookId: string;
  url: string;
  /** The provider switches one off whose deliveries have failed for days. */
  isEnabled: boolean;
}

export interface AccountActions {
  /** Throws `GatewayError` unless the key may read all that is needed; its sentence says what it may not. */
  readAccount(): Promise<ProviderAccount>;
  /** Whether a browser's key belongs to the same account and mode. */
  whoseKey(publishableKey: string): Promise<'ours' | 'other' | 'nobody'>;
  /** Has events sent to an address; gives what they will be signed with, which is shown this once. */
  addEndpoint(wish: { url: string; operationId: string }): Promise<{ webhookId: string; secret: string }>;
  /** `undefined`: there is none of this id any more. */
  findEndpoint(webhookId: string): Promise<Endpoint | undefined>;
  /** One that is gone already is no failure. */
  removeEndpoint(webhookId: string): Promise<void>;
  /** A page of what has happened since an instant, at most thirty days ago, newest first. */
  readEvents(since: string, after: string | null): Promise<{ events: ProviderEvent[]; next: string | null }>;
}
