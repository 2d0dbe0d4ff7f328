/** Cards and paying in the browser, against the real server and the sandbox: nothing is made up in between. */
import type { FrameLocator, Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { payLinkTokens } from '../../server/features/pay-links/pay-link-tokens.ts';
import { readEmail } from '../support/builders.ts';
import { aBuyer, anOpenInvoice, aRunningSubscription, type Buyer, type Shop, startShop } from '../support/payments.ts';
import { aBrowser, useBrowser } from './browser.ts';

const shots = process.env.CC_SHOTS;
let shop: Shop;
let width: number;
useBrowser();

beforeAll(async () => void (shop = await startShop()));

async function open(buyer: Buyer, fragment: string) {
  await shop.app.db('rate_limit').delete();
  const visit = await aBrowser({ viewport: { width, height: 844 } });
  const { page } = visit;
  await page.goto(`${shop.app.url}/c/${shop.siteId}${fragment}`);
  await page.getByLabel('Email address').fill(buyer.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await shop.app.work();
  await page.getByLabel(/code/i).fill(readEmail(shop.app, buyer.email).code);
  return visit;
}

async function typeCard(page: Page, number: string, cvc = '123'): Promise<FrameLocator> {
  const fields = page.frameLocator('[slot=card-entry] iframe');
  await fields.locator('#number').fill(number);
  await fields.locator('#expiry').fill('0539');
  await fields.locator('#cvc').fill(cvc);
  return fields;
}

const shoot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};
const bank = (page: Page) => page.frameLocator('iframe[title=Bank]');
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const defaultCard = async ({ account }: Buyer) => {
  const customer = await shop.stripe.customers.retrieve(account, {
    expand: ['invoice_settings.default_payment_method'],
  });
  const { default_payment_method: card } = (customer as Exclude<typeof customer, { deleted: true }>).invoice_settings;
  return typeof card === 'object' ? card?.card?.last4 : card;
};

describe.each([390, 1280])('at %d pixels', (pixels) => {
  beforeAll(() => void (width = pixels));

  test('a card is added, used for all, and what is owed is paid with it at once', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    await aRunningSubscription(shop, buyer);
    await anOpenInvoice(shop, buyer);
    const { page, troubles } = await open(buyer, '#cc/payment-methods');
    await press(page, 'Add a card');
    await typeCard(page, '5555555555554444');
    await shoot(page, 'add-card');
    await press(page, 'Save card');
    await page.getByRole('heading', { name: 'Use it for all future payments?' }).waitFor();
    await shoot(page, 'use-card');
    await press(page, 'Use Mastercard ending 4444');
    await page.getByRole('heading', { name: 'What is charged from now on' }).waitFor();
    await page.getByRole('button', { name: 'Pay €49 now' }).waitFor();
    await shoot(page, 'used-card');
    expect(await defaultCard(buyer)).toBe('4444');
    await press(page, 'Pay €49 now');
    await page.getByText('Paid. Thank you.').last().waitFor();
    await shoot(page, 'used-card-paid');
    expect(troubles).toEqual([]);
  });

  test('a declined card keeps its fields, a bank is asked over the page', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { page } = await open(buyer, '#cc/payment-methods');
    await press(page, 'Add a card');
    const fields = await typeCard(page, '4000000000000002');
    await press(page, 'Save card');
    await page.getByText('Your card was declined.').waitFor();
    await shoot(page, 'declined');
    expect(await fields.locator('#number').inputValue()).toBe('4000 0000 0000 0002');
    await typeCard(page, '4000002500003155');
    await press(page, 'Save card');
    await bank(page).getByRole('button', { name: 'Complete' }).waitFor();
    await shoot(page, 'bank');
    await bank(page).getByRole('button', { name: 'Fail' }).click();
    await page.getByText('Your bank did not confirm that it is you').waitFor();
    await press(page, 'Save card');
    await bank(page).getByRole('button', { name: 'Complete' }).click();
    await page.getByText('Visa ending 3155 is saved.').waitFor();
  });

  test('a bank that asks on a page of its own leads back to the card', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { page } = await open(buyer, '#cc/payment-methods');
    await press(page, 'Add a card');
    await typeCard(page, '4000002760003184', '333');
    await press(page, 'Save card');
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByText('Visa ending 3184 is saved.').waitFor();
    expect(page.url()).toBe(`${shop.app.url}/c/${shop.siteId}#cc/payment-methods`);
  });

  test('an invoice is paid with the saved card, the bank asked on the way', async () => {
    const buyer = await aBuyer(shop, 'pm_card_authenticationRequired', 'pm_card_mastercard');
    const { id } = await anOpenInvoice(shop, buyer);
    const { page } = await open(buyer, `#cc/invoices/${id}`);
    await page.getByRole('button', { name: 'Pay €49 now' }).waitFor();
    await shoot(page, 'invoice');
    await press(page, 'Pay €49 now');
    await bank(page).getByRole('button', { name: 'Complete' }).click();
    await page.getByText('Paid. Thank you.').last().waitFor();
    await shoot(page, 'invoice-paid');
  });

  test('a declined card is told in words, and another one pays', async () => {
    const buyer = await aBuyer(shop, 'pm_card_chargeCustomerFail');
    const { id } = await anOpenInvoice(shop, buyer);
    const { page } = await open(buyer, `#cc/invoices/${id}`);
    await press(page, 'Pay €49 now');
    await page.getByText(/Nothing was charged/).waitFor();
    await shoot(page, 'invoice-declined');
    await page.getByText('Another card', { exact: true }).click();
    await press(page, 'Enter the card');
    await typeCard(page, '4242424242424242');
    await shoot(page, 'invoice-another-card');
    await press(page, 'Pay €49 now');
    await page.getByText('Paid. Thank you.').last().waitFor();
    await page.getByRole('link', { name: 'Use this card for what comes next, too' }).click();
    await page.getByRole('heading', { name: 'Payment Methods' }).waitFor();
  });

  test('a card that pays something is removed only after another one took its place', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    await aRunningSubscription(shop, buyer);
    const { page } = await open(buyer, '#cc/payment-methods');
    await page.getByRole('button', { name: /^Remove.*4242/ }).waitFor();
    await shoot(page, 'methods');
    await press(page, /^Remove.*4242/);
    await page.getByText('This card pays for Clay Club.').waitFor();
    await shoot(page, 'remove');
    await press(page, 'Remove');
    await page.getByText('Visa ending 4242 is removed.').last().waitFor();
    expect(await defaultCard(buyer)).toBe('4444');
  });

  test('an emailed link pays without signing in, with another card too', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const [first, second] = [await anOpenInvoice(shop, buyer), await anOpenInvoice(shop, buyer, 2900)];
    const tokens = payLinkTokens(shop.app.config.secretsKeys);
    const visit = async (invoiceId: string) => {
      const { page } = await aBrowser({ viewport: { width, height: 844 } });
      const token = await tokens.sign({ siteId: shop.siteId, invoiceId });
      await page.goto(`${shop.app.url}/c/${shop.siteId}#cc/pay/${token}`);
      return page;
    };
    const page = await visit(first.id);
    await page.getByRole('button', { name: 'Pay €49 with Visa ending 4242' }).waitFor();
    await shoot(page, 'pay-link');
    await press(page, 'Pay €49 with Visa ending 4242');
    await page.getByText('Paid. Thank you.').last().waitFor();
    await shoot(page, 'pay-link-paid');
    const other = await visit(second.id);
    await press(other, 'Pay with another card');
    await typeCard(other, '4000002760003184');
    await shoot(other, 'pay-link-fields');
    await press(other, 'Pay €29 now');
    await bank(other).getByRole('button', { name: 'Complete' }).click();
    await other.getByText('Paid. Thank you.').last().waitFor();
  });

  test('the last card is not removed while something depends on it, and another one is a step away', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    await aRunningSubscription(shop, buyer);
    const { page } = await open(buyer, '#cc/payment-methods');
    await press(page, /^Remove.*4242/);
    await page.getByText('Add another card first; then this one can be removed.').waitFor();
    await shoot(page, 'remove-last');
    await press(page, 'Add a card');
    await typeCard(page, '5555555555554444');
    await press(page, 'Save card');
    await page.getByText('Mastercard ending 4444').first().waitFor();
    expect(await defaultCard(buyer)).toBe('4242');
  });

  test('while the provider is down nobody reads that it failed; once it is back the payment ends by itself', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const { page } = await open(buyer, `#cc/invoices/${id}`);
    await page.getByRole('button', { name: 'Pay €49 now' }).waitFor();
    await shop.sandbox.stopAnswering();
    await press(page, 'Pay €49 now');
    await page.getByText('We are checking with the payment provider. You will not be charged twice.').last().waitFor();
    await shoot(page, 'invoice-checking');
    await shop.sandbox.answerAgain();
    await shop.app.db.raw('update graphile_worker._private_jobs set run_at = now() where locked_at is null');
    await shop.app.work();
    await page.getByText('Paid. Thank you.').last().waitFor();
    const charges = await shop.stripe.charges.list({ customer: buyer.account });
    expect(charges.data).toHaveLength(1);
  });
});
