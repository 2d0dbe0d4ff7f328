/** What taking the provider's events costs, next to verifying and inserting them with bare Express; and what others notice. */
import { v7 as newId } from 'uuid';
import type Stripe from 'stripe';
import { sign } from '../../examples/stripe-sandbox/deliveries.ts';
import type { Database } from '../../server/database.ts';
import { secretBox } from '../../server/secret-box.ts';
import type { Load, LoadResult } from './messages.ts';

export const webhookSecret = 'whsec_forTheBenchOnly012345678';

/** The site takes events that are signed with the secret above. */
export async function connectSite({ db }: Pick<Database, 'db'>, siteId: string): Promise<void> {
  const box = secretBox([new Uint8Array(32).fill(7)]);
  for (const [kind, secret] of Object.entries({ payment_key: 'sk_test_bench', webhook_secret: webhookSecret })) {
    const encrypted = await box.seal(secret, { siteId, kind });
    await db('site_secret').insert({ site_id: siteId, id: newId(), kind, encrypted });
  }
  await db('provider_connection').insert({
    ...{ site_id: siteId, account_id: 'acct_bench', is_live: false, publishable_key: 'pk_test_bench' },
  });
}

let count = 0;

/** Each another event, about an invoice as Stripe sends it, signed a moment ago. */
export function eventRequests(path: string, howMany: number): string[] {
  const invoice = {
    id: 'in_bench',
    object: 'invoice',
    lines: { data: Array(3).fill({ description: 'x'.repeat(400) }) },
  };
  return Array.from({ length: howMany }, () => {
    const event: Partial<Stripe.Event> & { data: object } = {
      ...{ id: `evt_bench${++count}`, object: 'event', type: 'invoice.paid', livemode: false },
      ...{
        created: Math.floor(Date.now() / 1000),
        api_version: '2026-10-28.endive',
        pending_webhooks: 1,
        request: null,
      },
      data: { object: invoice } as never,
    };
    const body = JSON.stringify(event);
    return (
      `POST ${path} HTTP/1.1\r\nHost: account.vendor.example\r\nX-Forwarded-Proto: https\r\n` +
      `X-Forwarded-For: 54.187.174.169\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Stripe-Signature: ${sign(body, webhookSecret)}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
  });
}

interface Bench {
  product: number;
  baseline: number;
  siteId: string;
  database: Pick<Database, 'db'>;
  /** A request for the overview. */
  overview: string;
  send: (load: Load, sender?: number) => Promise<LoadResult>;
  median: (values: number[]) => number;
  print: (title: string, rows: string[][]) => void;
}

const rounds = 5;
const millis = 1200;

export async function measureEvents(bench: Bench): Promise<void> {
  const { product, baseline, siteId, database, overview, send, median, print } = bench;
  const own = () => ({ port: product, requests: eventRequests(`/webhooks/${siteId}/stripe`, 6000) });
  const bare = () => ({ port: baseline, requests: eventRequests(`/events/${siteId}`, 9000) });
  const many = { connections: 16, pauseMillis: 0 };
  const results: { own: LoadResult; bare: LoadResult }[] = [];
  for (let round = 0; round < rounds; round++) {
    const pair = { own: { ...own(), ...many, millis }, bare: { ...bare(), ...many, millis } };
    const first = round % 2 ? 'bare' : 'own';
    const before = await send(pair[first]);
    const after = await send(pair[first === 'own' ? 'bare' : 'own']);
    results.push(first === 'own' ? { own: before, bare: after } : { own: after, bare: before });
  }
  const acknowledged = results.reduce((sum, each) => sum + each.own.answers + each.bare.answers, 0);
  const [kept] = await database.db('inbox_event').where({ site_id: siteId }).count({ count: '*' });
  const rate = ({ answers, seconds }: LoadResult) => answers / seconds;
  print('events of the provider, 16 at once; next to verifying and inserting with bare Express', [
    ['', 'rate', 'to bare', 'p99 ms', 'refused', 'kept of answered'],
    [
      'acknowledged',
      `${median(results.map((each) => rate(each.own))).toFixed(0)}/s`,
      `${median(results.map((each) => rate(each.own) / rate(each.bare))).toFixed(2)} ×`,
      median(results.map((each) => each.own.p99Millis)).toFixed(1),
      String(results.reduce((sum, each) => sum + each.own.refused + each.bare.refused, 0)),
      (Number(kept?.count) / acknowledged).toFixed(2),
    ],
  ]);

  const page = { port: product, requests: [overview], connections: 2, pauseMillis: 5, millis: 1500 };
  // A hundred a second: ten connections that each send one and wait.
  const pouring = { connections: 10, pauseMillis: 95, millis: 1700 };
  const waits: { idle: LoadResult; busy: LoadResult; events: LoadResult }[] = [];
  for (let round = 0; round < rounds; round++) {
    const idle = await send(page);
    const requests = eventRequests(`/webhooks/${siteId}/stripe`, 400);
    const [busy, events] = await Promise.all([send(page), send({ port: product, requests, ...pouring }, 1)]);
    waits.push({ idle, busy, events });
  }
  print('overview while a hundred events a second pour in', [
    ['', 'p50 to idle', 'p99 to idle', 'p99 ms idle', 'p99 ms busy', 'events/s', 'acknowledged p99 ms'],
    [
      'overview',
      `${median(waits.map(({ idle, busy }) => busy.p50Millis / idle.p50Millis)).toFixed(2)} ×`,
      `${median(waits.map(({ idle, busy }) => busy.p99Millis / idle.p99Millis)).toFixed(2)} ×`,
      median(waits.map(({ idle }) => idle.p99Millis)).toFixed(1),
      median(waits.map(({ busy }) => busy.p99Millis)).toFixed(1),
      median(waits.map(({ events }) => rate(events))).toFixed(0),
      median(waits.map(({ events }) => events.p99Millis)).toFixed(1),
    ],
  ]);
}
