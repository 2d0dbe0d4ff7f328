import { randomBytes } from 'node:crypto';
import { defaultSettings } from '../../server/features/settings/settings.ts';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { hashOf } from '../../server/http/transport.ts';
import { startApp } from '../support/app.ts';
import { startWordPress } from '../support/wordpress-site.js';
import type { Stage } from './center-journeys.ts';

/** A real WordPress with the plugin, and the site it belongs to; the customer's browser talks to WordPress only. */
export async function wordPressStage(version: '6.5' | '6.1'): Promise<Stage> {
  const app = await startApp();
  const sites = sitesStore(app.db);
  const siteId = 'kiln-and-quill';
  const secret = `cck_${randomBytes(24).toString('base64url')}`;
  const wordPress = await startWordPress({ version, server: app.url, site: siteId, secret });
  const accountPage = `${wordPress.url}/account/`;
  await sites.add(siteId, { ...defaultSettings('Kiln & Quill'), centerAddress: accountPage });
  await sites.addOrigin(siteId, wordPress.url);
  await sites.addProxyKey(siteId, hashOf(secret));
  return { app, siteId, accountPage, ordersPage: `${wordPress.url}/my-orders/`, stop: () => wordPress.stop() };
}
