/**
 * What the product is held against: Express and one prepared select of a known customer's rows, as short as anybody would
 * write it. No session, no site, no check of anything, no log.
 */
import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { report } from './report.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const app = express();
let statements = 0;

const text = `
  select o.id, o.number, o.placed_at, l.title, o.total_cents, o.refunded_cents, o.currency
  from purchase_order o
  join purchase_order_line l on l.site_id = o.site_id and l.order_id = o.id and l.position = 1
  where o.site_id = $1 and o.customer_id = $2
  order by o.placed_at desc, o.id desc limit $3`;

app.get('/orders/:site/:customer/:count', async (request, response) => {
  const { site, customer, count } = request.params;
  statements++;
  const { rows } = await pool.query({ name: 'orders', text, values: [site, customer, count] });
  response.json({ items: rows });
});

report(createServer(app), () => statements);
