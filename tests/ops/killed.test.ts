/**
 * R1: the server with its worker is killed at random instants while customers pay, guests buy and the provider's events pour
 * in, twice, late and not at all. Afterwards every effect is there, once. A failure prints the seed that brings it back.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFailed, test, vi } from 'vitest';
import { randomOf } from '../../examples/stripe-sandbox/deliveries.ts';
import { secretBox } from '../../server/secret-box.ts';
import { aBuyer, anOpenInvoice, startShop, type Buyer, type Shop } from '../support/payments.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { freePort, start, type Program } from './program.ts';

const millis = 60_000;
const [buyers, invoicesEach, guests] = [24, 5, 60];

/** The site's endpoint for events at the provider, and its secret here. */
async function listenForEvents({ app, siteId, stripe }: Shop, url: string): Promise<void> {
  const endpoint = await stripe.webhookEndpoints.create({
    url: `${url}/webhooks/${siteId}/stripe`,
    enabled_events: ['*'],
  });
  const kind = 'webhook_secret';
  const encrypted = await secretBox(app.config.secretsKeys).seal(endpoint.secret ?? '', { siteId, kind });
  await app.db('site_secret').where({ site_id: siteId, kind }).update({ encrypted });
}

interface Server {
  url: string;
  /** Kills it whenever it likes, and starts it again, until told to stop. */
  torment(): Promise<number>;
  stopTormenting(): void;
}

async function aServer({ app, url: stripeUrl }: Shop, mail: MailServer, random: () => number): Promise<Server> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    BASE_URL: url,
    PORT: String(port),
    DATABASE_URL: app.config.databaseUrl,
    SECRETS_KEY: Buffer.from(app.config.secretsKeys[0] ?? '').toString('base64'),
    SESSION_SECRET: app.config.sessionSecrets[0] ?? '',
    SMTP_URL: mail.url,
    MAIL_FROM: 'hello@vendor.example',
    STRIPE_URL: stripeUrl,
    LOG_LEVEL: 'error',
  };
  let isTormented = true;
  let program: Program = start('main', { env });
  return {
    url,
    stopTormenting: () => void (isTormented = false),
    async torment() {
      let kills = 0;
      while (isTormented) {
        // Also while it starts.
        await sleep(500 + random() * 2500);
        program.signal('SIGKILL');
        await program.ended;
        kills += 1;
        program = start('main', { env });
      }
      await vi.waitUntil(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, { timeout: 20_000 });
      return kills;
    },
  };
}

type Answer = { status: number; body: { state?: string; code?: string } };

/** One customer, who presses the same button until it says something for certain. */
async function payUntilSure(server: Server, { visitor, siteId }: Buyer, invoiceId: string): Promise<string> {
  const key = randomUUID();
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (;;) {
    const answer = await press().catch((): Answer => ({ status: 0, body: {} }));
    if (answer.body.state === 'paid') return 'paid';
    if (answer.body.code === 'invoice_not_open') return 'not open';
    if (answer.status === 200 && answer.body.state !== 'checking') return answer.body.state ?? '';
    await sleep(300);
  }

  async function press(): Promise<Answer> {
    const response = await fetch(`${server.url}/api/v1/${siteId}/invoices/${invoiceId}/pay`, {
      method: 'POST',
      headers: {
        ...{ cookie, origin: server.url, 'x-cc': '1', 'content-type': 'application/json', 'idempotency-key': key },
        'sec-fetch-site': 'same-origin',
      },
      body: '{"paymentMethodId":null}',
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
}

/** Somebody unknown buys through the vendor's own checkout. */
async function buyAsGuest({ stripe, sandbox }: Shop, email: string, price: string): Promise<void> {
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example/thanks' },
  });
  sandbox.completeCheckout(session.id, { paymentMethod: 'pm_card_visa', email, name: 'Gus Guest' });
}

test('killed again and again, it does everything once', { timeout: 300_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  onTestFailed(() => console.error(`seed ${seed}`));
  const random = randomOf(seed);
  const [shop, mail] = [await startShop(), await startMailServer()];
  const { app, sandbox, stripe, siteId } = shop;

  const wishes: { buyer: Buyer; invoice: { id: string; providerId: string } }[] = [];
  for (let count = 0; count < buyers; count++) {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    for (let each = 0; each < invoicesEach; each++) wishes.push({ buyer, invoice: await anOpenInvoice(shop, buyer) });
  }
  const goods = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 1900,
    product_data: { name: 'Glaze book' },
  });
  // From now on only what events tell is known.
  const server = await aServer(shop, mail, random);
  await listenForEvents(shop, server.url);
  sandbox.deliveries({ duplicate: 0.2, drop: 0.15, delayMillis: 50, shuffle: 4, seed, attempts: 3 });

  const tormented = server.torment();
  const ends = Date.now() + millis;
  const pace = millis / wishes.length;
  const paying = wishes.map(async ({ buyer, invoice }, index) => {
    await sleep(index * pace);
    return payUntilSure(server, buyer, invoice.id);
  });
  const buying = Array.from({ length: guests }, async (_, index) => {
    await sleep((index * millis) / guests);
    await buyAsGuest(shop, `guest${index}@customers.example`, goods.id);
  });
  await Promise.all(buying);
  await sleep(Math.max(0, ends - Date.now()));
  server.stopTormenting();
  const kills = await tormented;
  expect(kills).toBeGreaterThan(10);

  // Nothing is lost for good: what was dropped is sent again, as the provider does for days.
  sandbox.deliveries({ seed });
  sandbox.redeliver();
  await sandbox.settled();
  const paid = Promise.all(paying);
  const idle = async () => {
    const { rows } = await app.db.raw(`select
      (select count(*) from inbox_event where applied_at is null)::int as events,
      (select count(*) from operation where settled_at is null)::int as operations,
      (select count(*) from email where status = 'queued')::int as emails`);
    return rows[0];
  };
  await vi.waitFor(
    async () => {
      // What waits for its time need not wait here: only what dead processes still hold does.
      await app.db('inbox_event').whereNull('applied_at').update({ next_try_at: app.db.fn.now() });
      await app.db.raw('update graphile_worker._private_jobs set run_at = now() where locked_at is null');
      await app.db.raw(`select graphile_worker.add_job('sweep-events', job_key => 'sweep')`);
      expect(await idle()).toEqual({ events: 0, operations: 0, emails: 0 });
    },
    { timeout: 120_000, interval: 1000 },
  );
  expect(new Set(await paid)).toEqual(new Set(['paid']));

  const charges = [...sandbox.state.charge.values()].filter(({ status }) => status === 'succeeded');
  const payments = await app.db('payment').where({ site_id: siteId, state: 'succeeded' }).pluck('provider_id');
  expect(charges).toHaveLength(buyers * invoicesEach + guests);
  expect(payments.sort()).toEqual(charges.map(({ id }) => id).sort());
  const open = await app.db('invoice').where({ site_id: siteId }).whereNot({ status: 'paid' });
  expect(open).toEqual([]);

  const people = await app.db('customer').where({ site_id: siteId }).pluck('email');
  expect(people.filter((email: string) => email.startsWith('guest'))).toHaveLength(guests);
  expect(new Set(people).size).toBe(people.length);
  const orders = await app
    .db('purchase_order as o')
    .join('customer as c', 'c.id', 'o.customer_id')
    .whereLike('c.email', 'guest%');
  expect(orders).toHaveLength(guests);

  // One that was sent twice, because it was killed before that was written down, is the same one to every mail program.
  const idsOf = (subject: RegExp) =>
    new Set(mail.letters.filter((letter) => subject.test(letter.subject ?? '')).map(({ messageId }) => messageId));
  expect(idsOf(/^Your payment of/).size).toBe(charges.length);
  expect(idsOf(/^Welcome to/).size).toBe(guests);
  expect(await app.db('email').where({ template: 'receipt' })).toHaveLength(charges.length);
});
