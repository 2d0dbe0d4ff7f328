/** The desk's screen of the payment provider: connecting it, and what events bring. */
import { beforeAll, expect, test } from 'vitest';
import { account } from '../../examples/stripe-sandbox/objects/account.ts';
import { customer } from '../../examples/stripe-sandbox/objects/customers.ts';
import { aSandbox } from '../gateway/imports.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aConnectedSite, anEvent, deliver } from '../support/provider.ts';
import { aStaffMember } from '../support/staff.ts';
import { atDesk, flawsOf } from './at-desk.ts';
import { useBrowser } from './browser.ts';

let app: TestApp;
let sandbox: Awaited<ReturnType<typeof aSandbox>>;
useBrowser();
beforeAll(async () => {
  sandbox = await aSandbox();
  sandbox.add(account({ id: 'acct_1School', name: 'Kiln & Quill' }));
  sandbox.add(customer({ id: 'cus_ada', email: 'ada@customers.example' }));
  app = await startApp({ config: { stripeUrl: sandbox.url } });
});

test.each([1280, 390])('an owner connects Stripe, at %d px', async (width) => {
  const siteId = await aSite(app);
  const { page, troubles } = await atDesk(app, await aStaffMember(app, siteId, 'owner'), 'check', width);
  await page.getByRole('link', { name: 'Connect it' }).click();
  await page.getByLabel('Secret key').fill('pk_test_exchanged1234');
  await page.getByLabel('Publishable key').fill('sk_test_exchanged1234');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByText('This is no secret key of Stripe').waitFor();
  expect(await flawsOf(page)).toEqual([]);
  await page.screenshot({ path: `tests/screenshots/payments-connect-${width}.png`, fullPage: true });
  await page.getByLabel('Secret key').fill('sk_test_ofTheSchool1234');
  await page.getByLabel('Publishable key').fill('pk_test_ofTheSchool1234');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('heading', { name: 'Kiln & Quill' }).waitFor();
  await page.getByText('Test mode').waitFor();
  await app.work();
  await page.getByText(/^Finished/).waitFor();
  expect(await flawsOf(page)).toEqual([]);
  await page.screenshot({ path: `tests/screenshots/payments-connected-${width}.png`, fullPage: true });
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await page.getByLabel('Publishable key').waitFor();
  expect(troubles.filter((trouble) => !trouble.includes('422'))).toEqual([]);
});

test.each([1280, 390])('an admin has an event tried again that was given up, at %d px', async (width) => {
  const siteId = await aConnectedSite(app);
  for (const type of ['invoice.paid', 'customer.updated']) {
    const object =
      type === 'invoice.paid'
        ? { object: 'invoice', id: 'in_1', status: 'paid' }
        : { object: 'customer', id: 'cus_ada' };
    await deliver(app, siteId, anEvent(type, object));
  }
  await app.db('inbox_event').where({ site_id: siteId, type: 'invoice.paid' }).update({
    tries: 6,
    given_up_at: app.db.fn.now(),
    failed_why: 'It could not be written down here: see the server’s log',
  });
  const { page, troubles } = await atDesk(app, await aStaffMember(app, siteId, 'admin'), 'payments', width);
  await page.getByRole('heading', { name: 'One event could not be applied' }).waitFor();
  expect(await flawsOf(page)).toEqual([]);
  await page.screenshot({ path: `tests/screenshots/payments-events-${width}.png`, fullPage: true });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'One event could not be applied' }).waitFor({ state: 'detached' });
  expect(troubles).toEqual([]);
});
