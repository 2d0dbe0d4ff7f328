/** What pages of strangers can do to a customer who is signed in: nothing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../server/contract.ts';
import { demoPages } from '../../examples/demo-pages.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, anOrder, aSite, readEmail, type TestCustomer } from '../support/builders.ts';
import { aBrowser, useBrowser } from './browser.ts';

let app: TestApp;
let siteId: string;
let strangers: Server;
let port: number;
useBrowser();

beforeAll(async () => {
  app = await startApp({ pages: demoPages });
  siteId = await aSite(app, { centerAddress: `${app.url}/shop/account.html` }, [], 'kiln-and-quill');
  strangers = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    if (request.url === '/holds-the-center') {
      return response.end(`<!doctype html><title>Elsewhere</title><script type="module" src="${app.url}/embed/customer-center.js"></script>
        <customer-center site="${siteId}"></customer-center>`);
    }
    response.end('<!doctype html><title>A stranger</title><iframe name="sink"></iframe>');
  });
  await new Promise<void>((resolve) => strangers.listen(0, '127.0.0.1', resolve));
  port = (strangers.address() as AddressInfo).port;
});
afterAll(() => void strangers.close());

async function signedInBrowser(): Promise<{ customer: TestCustomer } & Awaited<ReturnType<typeof aBrowser>>> {
  const customer = await aCustomer(app, siteId);
  await anOrder(app, customer);
  const visit = await aBrowser();
  await visit.page.goto(`${app.url}/shop/account.html`);
  await visit.page.getByLabel('Email address').fill(customer.email);
  await visit.page.getByRole('button', { name: 'Continue' }).click();
  await visit.page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await app.work();
  await visit.page.getByLabel(/code/i).fill(readEmail(app, customer.email).code);
  await visit.page.getByRole('heading', { name: 'Last orders' }).waitFor();
  return { customer, ...visit };
}

/** Every endpoint that changes something, with a body it would take from its own page. */
const targets = Object.keys(contract)
  .filter((name) => !name.startsWith('GET '))
  .map((name) => ({
    method: name.split(' ')[0] ?? '',
    path: (name.split(' ')[1] ?? '').replace(/:\w+/g, '01920000-0000-7000-8000-000000000000'),
  }));

const stateOf = async () => {
  const tables = ['customer', 'auth_session', 'session', 'sign_in_attempt', 'email'];
  const rows = await Promise.all(
    tables.map((table) =>
      app.pool.query(`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${table} t`),
    ),
  );
  return rows.map(({ rows: [row] }) => row.hash);
};

// A name under localhost is another site than the server's plain localhost; 127.0.0.1 is another again.
test.each([
  () => `http://evil.localhost:${port}/`,
  () => `http://127.0.0.1:${port}/`,
  () => `http://localhost:${port}/`,
])('A10: another page (%#) cannot change anything by form, fetch, beacon or picture', async (address) => {
  const { page } = await signedInBrowser();
  const before = await stateOf();
  await page.goto(address());
  const api = `${app.url}/api/v1/${siteId}`;
  await page.evaluate(
    async ({ api, targets }) => {
      const swallow = () => undefined;
      for (const { method, path } of targets) {
        for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
          const form = Object.assign(document.createElement('form'), {
            method: 'POST',
            action: api + path,
            enctype,
            target: 'sink',
          });
          form.append(
            Object.assign(document.createElement('input'), { name: '{"firstName":"Eve","x":"', value: '"}' }),
          );
          document.body.append(form);
          form.submit();
        }
        const json = { method, body: '{"firstName":"Eve"}', credentials: 'include' as const };
        await fetch(api + path, { ...json, method: 'POST', mode: 'no-cors' }).catch(swallow);
        await fetch(api + path, { ...json, headers: { 'content-type': 'application/json', 'x-cc': '1' } }).catch(
          swallow,
        );
        navigator.sendBeacon(api + path, new Blob(['{}'], { type: 'text/plain' }));
        document.body.append(Object.assign(new Image(), { src: api + path }));
      }
    },
    { api, targets },
  );
  await page.waitForLoadState('networkidle');
  expect(await stateOf()).toEqual(before);
});

test('A8: another page cannot read what the customer may read', async () => {
  const { page } = await signedInBrowser();
  for (const address of [`http://evil.localhost:${port}/`, `http://localhost:${port}/`]) {
    await page.goto(address);
    const read = await page.evaluate(
      (url) =>
        fetch(url, { credentials: 'include' }).then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      `${app.url}/api/v1/${siteId}/orders`,
    );
    expect(read).toBe('refused');
  }
});

test('E8: the hosted page is never framed', async () => {
  const { page } = await aBrowser();
  await page.goto(`http://localhost:${port}/`);
  await page.evaluate(
    (src) => document.body.append(Object.assign(document.createElement('iframe'), { src, name: 'framed' })),
    `${app.url}/c/${siteId}`,
  );
  await page.waitForLoadState('networkidle');
  const framed = page.frames().find((frame) => frame.name() === 'framed');
  expect(await framed?.locator('customer-center').count()).toBe(0);
});

test('on a page of another site that may hold the center, sign-in goes to the hosted page', async () => {
  const origin = `http://shop.localhost:${port}`;
  await app.db('site_origin').insert({ site_id: siteId, origin }).onConflict().ignore();
  const { page } = await aBrowser();
  await page.goto(`${origin}/holds-the-center`);
  await page.getByText('Your account opens on a page of its own.').waitFor();
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByLabel('Email address').waitFor();
  expect(page.url()).toContain(`/c/${siteId}`);
});
