import { demoPages } from '../../examples/demo-pages.ts';
import { startApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { centerJourneys } from './center-journeys.ts';

centerJourneys('on a plain page of a shop, under the strictest policy', async () => {
  const app = await startApp({ pages: demoPages });
  const accountPage = `${app.url}/shop/account.html`;
  const siteId = await aSite(app, { centerAddress: accountPage }, [], 'kiln-and-quill');
  return { app, siteId, accountPage, ordersPage: `${app.url}/shop/orders.html` };
});
