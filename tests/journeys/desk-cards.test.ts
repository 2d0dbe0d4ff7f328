/** What staff do for a customer on the phone: the card of one subscription, and a credit memo. */
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { aBuyer, anOpenInvoice, aRunningSubscription, startShop, takeIn, type Shop } from '../support/payments.ts';
import { aStaffMember } from '../support/staff.ts';
import { atDesk, flawsOf } from './at-desk.ts';
import { useBrowser } from './browser.ts';

const shots = process.env.CC_SHOTS;
let shop: Shop;
useBrowser();
beforeAll(async () => {
  shop = await startShop();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: `${shots}/${name}-${page.viewportSize()?.width}-${colorScheme}.png`,
      fullPage: true,
    });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const answer = (page: Page, name: string | RegExp) => page.locator('dialog').getByRole('button', { name }).click();

async function typeCard(page: Page, number: string): Promise<void> {
  const fields = page.frameLocator('[slot=card-entry] iframe');
  await fields.locator('#number').fill(number);
  await fields.locator('#expiry').fill('0539');
  await fields.locator('#cvc').fill('123');
}

/** With one subscription whose renewal was declined, one that runs, and a card that has expired. */
async function aCustomerOnThePhone() {
  const { stripe } = shop;
  const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
  const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: buyer.account });
  const other = await aRunningSubscription(shop, buyer, { name: 'Journal' });
  const overdue = await aRunningSubscription(shop, buyer, {
    ...{ name: 'Clay Club', trial_period_days: 14, default_payment_method: failing.id },
  });
  await stripe.subscriptions.update(overdue.providerId, { trial_end: 'now' });
  await takeIn(shop, buyer);
  await shop.app
    .db('payment_method')
    .where({ provider_id: buyer.attached[1] ?? '' })
    .update({ expires_year: 2024, expires_month: 2 });
  return { buyer, other, overdue };
}

const pinnedTo = async (subscription: string) => {
  const { default_payment_method: card } = await shop.stripe.subscriptions.retrieve(subscription, {
    expand: ['default_payment_method'],
  });
  return typeof card === 'object' ? (card?.card?.last4 ?? null) : card;
};

describe.each([1280, 390])('at %i px', (width) => {
  test('an admin changes one card to a new one, and what is overdue is paid with it', async () => {
    const { buyer, other, overdue } = await aCustomerOnThePhone();
    const helper = await aStaffMember(shop.app, shop.siteId, 'support');
    const { page, troubles } = await atDesk(shop.app, helper, `customer/${buyer.id}?tab=purchases`, width);
    await press(page, 'Change card Clay Club');
    await page.getByRole('heading', { name: 'Change the card of Clay Club' }).waitFor();
    await press(page, 'Change card');
    await page.getByText('Choose a card.').waitFor();
    await page.getByText('expired 02/2024').first().waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByLabel('A new card').check();
    await page.getByLabel('Overdue now: charge €29.00 at once').check();
    await shoot(page, 'change-card');
    await press(page, 'Enter the card');
    await typeCard(page, '4000000000000002');
    await press(page, 'Save card');
    await page.getByText(/declined.*take another card. Nothing was charged./).waitFor();
    await shoot(page, 'enter-card');
    await typeCard(page, '5555555555554444');
    await press(page, 'Save card');
    await page.locator('dialog').getByText('€29.00 that is overdue is charged to it at once').waitFor();
    await shoot(page, 'confirm-card');
    await answer(page, 'Charge €29.00 now');
    await page.getByText(/Clay Club will be charged to Mastercard ending 4444 on .*, €29\.00\./).waitFor();
    await page.getByText('Paid. €29.00 that was overdue.').waitFor();
    await shoot(page, 'changed-card');
    expect(await flawsOf(page)).toEqual([]);
    expect(await page.content()).not.toContain('5555555555554444');
    expect(await pinnedTo(overdue.providerId)).toBe('4444');
    expect(await pinnedTo(other.providerId)).toBeNull();
    expect(troubles).toEqual([]);
  });

  test('a helper sends the link that pays an invoice', async () => {
    const { buyer } = await aCustomerOnThePhone();
    const { providerId } = await anOpenInvoice(shop, buyer);
    const { number } = await shop.app.db('invoice').where({ provider_id: providerId }).first('number');
    const helper = await aStaffMember(shop.app, shop.siteId, 'support');
    const { page, troubles } = await atDesk(shop.app, helper, `customer/${buyer.id}?tab=purchases`, width);
    await press(page, `Send pay link ${number}`);
    await page.getByText(`The link that pays ${number} is on its way to ${buyer.email}.`).waitFor();
    await shoot(page, 'pay-link');
    expect(await flawsOf(page)).toEqual([]);
    await shop.app.work();
    const letters = shop.app.mailbox.letters().filter(({ to, subject }) => to === buyer.email && /^Pay /.test(subject));
    expect(letters).toHaveLength(1);
    expect(troubles).toEqual([]);
  });

  test('an admin issues a credit memo, and it stands on the list', async () => {
    const { buyer } = await aCustomerOnThePhone();
    const { providerId } = await anOpenInvoice(shop, buyer);
    await shop.stripe.invoices.pay(providerId);
    await takeIn(shop, buyer);
    const { number } = await shop.app.db('invoice').where({ provider_id: providerId }).first('number');
    const admin = await aStaffMember(shop.app, shop.siteId, 'admin');
    const { page, troubles } = await atDesk(shop.app, admin, `customer/${buyer.id}?tab=purchases`, width);
    await press(page, `Credit … ${number}`);
    const sum = page.getByLabel('Amount to credit of Kiln hire, in EUR');
    await sum.fill('60');
    await press(page, 'See the total');
    await page.getByText('This is missing: say what it is for.').waitFor();
    await page.getByLabel('A sentence for the customer').fill('The kiln was out of order on Sunday.');
    await press(page, 'See the total');
    await page.getByText('This is more than this line: €49.00.').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await sum.fill('19.50');
    await shoot(page, 'credit');
    await press(page, 'See the total');
    await page.locator('dialog').getByText('“The kiln was out of order on Sunday.”').waitFor();
    await shoot(page, 'confirm-credit');
    await answer(page, 'Credit €19.50');
    await page.getByText('The memo is issued. €19.50 is on its way back to the card.').waitFor();
    await press(page, 'Done');
    const memos = page.getByRole('table', { name: 'Credit memos' });
    await memos.getByText('€19.50').first().waitFor();
    await shoot(page, 'credited');
    expect(await flawsOf(page)).toEqual([]);
    const [note] = (await shop.stripe.creditNotes.list({ invoice: providerId })).data;
    expect(note).toMatchObject({ total: 1950, memo: 'The kiln was out of order on Sunday.' });
    expect(troubles).toEqual([]);
  });
});

test('while the provider is silent it says so, and tells the end when it is known', async () => {
  const { buyer, overdue } = await aCustomerOnThePhone();
  const helper = await aStaffMember(shop.app, shop.siteId, 'support');
  const { page } = await atDesk(shop.app, helper, `customer/${buyer.id}?tab=purchases`);
  shop.sandbox.announceTrouble(3, 'hang up', ({ path }) => path.endsWith('/pay'));
  await press(page, 'Change card Clay Club');
  await page.getByLabel(/^Visa ending 4242/).check();
  await page.getByLabel('Overdue now: charge €29.00 at once').check();
  await press(page, 'Change card');
  await answer(page, 'Charge €29.00 now');
  await page.getByText('The payment provider has not said yet what became of it.').waitFor();
  await shoot(page, 'checking');
  await shop.app.db.raw(`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  await shop.app.work();
  await press(page, 'Look again');
  await page.getByText('Paid. €29.00 that was overdue.').waitFor();
  expect((await shop.stripe.subscriptions.retrieve(overdue.providerId)).status).toBe('active');
  const charges = (await shop.stripe.charges.list({ customer: buyer.account })).data;
  expect(charges.filter(({ status, amount }) => status === 'succeeded' && amount === 2900)).toHaveLength(2);
});
