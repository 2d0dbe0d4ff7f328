import type { Knex } from 'knex';
import type { Config } from '../server/config.ts';
import { connectService } from '../server/features/provider/connect.service.ts';
import { connectionsStore } from '../server/gateway/connections.store.ts';
import { gatewaysOf } from '../server/gateway/gateways.ts';
import { webhookPath } from '../server/http/webhook-path.ts';
import { secretBox } from '../server/secret-box.ts';
import { siteId } from './demo-vendor.ts';

type Where = Pick<Config, 'baseUrl' | 'stripeUrl' | 'secretsKeys'>;

/**
 * Connects the demo's school with its account at the sandbox, as an owner would at the desk, unless events come here already.
 * What it had before was imported from the same account.
 */
export async function connectDemo(db: Knex, { baseUrl, stripeUrl, secretsKeys }: Where): Promise<void> {
  const [connections, secrets] = [connectionsStore(db), secretBox(secretsKeys)];
  const connected = await gatewaysOf({ connections, secrets, stripeUrl }).find(siteId);
  const endpoint = connected?.webhookId ? await connected.gateway.findEndpoint(connected.webhookId) : undefined;
  if (endpoint?.url === baseUrl + webhookPath(siteId)) return;
  const connecting = connectService({ db, connections, secrets, stripeUrl, baseUrl });
  await connecting.connect(siteId, { secretKey: 'sk_test_demo', publishableKey: 'pk_test_demo', isImported: true });
}
