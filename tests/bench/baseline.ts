/**
 * What the product is held against: Express and one prepared select for a customer who is known already, as short as
 * anybody would write it. No session, no site, no check of anything, no log.
 */
import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import Stripe from 'stripe';
import { v7 as newId } from 'uuid';
import { orderList } from '../../server/features/orders/orders.store.ts';
import { overviewReading } from '../../server/features/overview/overview.store.ts';
import { numberParams, type Reading } from '../../server/http/reading.ts';
import { webhookSecret } from './events.ts';
import { report } from './report.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, options: '-c TimeZone=UTC', max: 10 });
const app = express();
let statements = 0;

/** As many rows of a table as are asked for. */
const rowsText = `
  select o.id, o.number, o.placed_at, l.title, o.total_cents, o.refunded_cents, o.currency
  from purchase_order o
  join purchase_order_line l on l.site_id = o.site_id and l.order_id = o.id and l.position = 1
  where o.site_id = $1 and o.customer_id = $2
  order by o.placed_at desc, o.id desc limit $3`;

app.get('/rows/:site/:customer/:count', async (request, response) => {
  const { site, customer, count } = request.params;
  statements++;
  const { rows } = await pool.query({ name: 'rows', text: rowsText, values: [site, customer, count] });
  response.json({ items: rows });
});

/** What the product answers, and nothing of what it checks before. */
function answerReading(name: string, { sql }: Reading<unknown>): void {
  const { text, names } = numberParams(`
    select ${sql} as reply
    from (select id as site_id, :customer::uuid as customer_id, settings from site where id = :site) caller`);
  const firstPage = { afterAt: 'infinity', afterId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  app.get(`/${name}/:site/:customer`, async (request, response) => {
    const given: Record<string, string> = { ...request.params, ...firstPage };
    statements++;
    const { rows } = await pool.query({ name, text, values: names.map((param) => given[param]) });
    response.json(rows[0].reply);
  });
}

answerReading('overview', overviewReading);
answerReading('orders', orderList as Reading<unknown>);

/** Verified and inserted, and no more. */
const stripe = new Stripe('sk_test_bench');
app.post('/events/:site', express.raw({ type: '*/*', limit: '512kb' }), async (request, response) => {
  const signature = request.get('stripe-signature') ?? '';
  const { id, type, created } = stripe.webhooks.constructEvent(request.body as Buffer, signature, webhookSecret);
  statements++;
  await pool.query({
    name: 'event',
    text: `insert into inbox_event (site_id, id, provider_id, type, created_at) values ($1, $2, $3, $4, $5)
      on conflict (site_id, provider_id) do nothing`,
    values: [request.params.site, newId(), id, type, new Date(created * 1000)],
  });
  response.json({ received: true });
});

report(createServer(app), () => statements);
