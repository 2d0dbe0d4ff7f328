/** An import that is stopped anywhere goes on from there, and ends as if nothing had happened. */
import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { tellSchool } from '../../examples/demo-school.ts';
import { GatewayError, type Gateway } from '../../server/gateway/gateway.ts';
import { importFromStripe, ImportTaken } from '../../server/imports/stripe/import.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite, days } from '../support/builders.ts';
import { aSandbox, everything } from './imports.ts';

let app: TestApp;
let sandbox: Awaited<ReturnType<typeof aSandbox>>;
let whole: Record<string, string[]>;
let requests: number;

beforeAll(async () => {
  app = await startApp({ statementMillis: 20_000 });
  sandbox = await aSandbox();
  tellSchool(sandbox, new Date());
  const siteId = await aSite(app);
  await importFromStripe({ db: app.db, siteId, gateway: sandbox.gateway() });
  whole = await everything(app, siteId);
  requests = sandbox.requests.length;
});

const bring = (siteId: string, gateway: Gateway = sandbox.gateway()) =>
  importFromStripe({ db: app.db, siteId, gateway });

/** Breaks off at the given page, before it is read. */
function breakingGateway(page: number): Gateway {
  const gateway = sandbox.gateway();
  let count = 0;
  return {
    ...gateway,
    read(kind, after) {
      count += 1;
      return count === page ? Promise.reject(new Error('broken off')) : gateway.read(kind, after);
    },
  };
}

test.each(Array.from({ length: 6 }, () => randomInt(1, 40)))('broken off before page %i', async (page) => {
  const siteId = await aSite(app);
  const first = await bring(siteId, breakingGateway(page)).catch((error: Error) => error);
  const second = await bring(siteId);
  if (first instanceof Error) {
    expect(first.message).toBe('broken off');
    expect(second.isResumed).toBe(true);
  }
  expect(await everything(app, siteId)).toEqual(whole);
});

test('broken off again and again, at every page', async () => {
  const siteId = await aSite(app);
  let tries = 0;
  for (let isDone = false; !isDone; tries += 1) {
    isDone = await bring(siteId, breakingGateway(3)).then(
      () => true,
      () => false,
    );
  }
  expect(tries).toBeGreaterThan(10);
  expect(await everything(app, siteId)).toEqual(whole);
  const [run, ...others] = await app.db('import_run').where({ site_id: siteId });
  expect(others).toEqual([]);
  expect(run.counts).toMatchObject({ customer: { read: sandbox.state.customer.size } });
});

test('aborted between two pages', async () => {
  const siteId = await aSite(app);
  const abort = new AbortController();
  const stopped = importFromStripe({
    db: app.db,
    siteId,
    gateway: sandbox.gateway(),
    signal: abort.signal,
    onProgress: ({ counts }) => void (counts.customer && abort.abort()),
  });
  await expect(stopped).rejects.toThrow(/abort/);
  expect(await app.db('purchase_order').where({ site_id: siteId })).toEqual([]);
  await bring(siteId);
  expect(await everything(app, siteId)).toEqual(whole);
});

test('a page that can not be kept leaves nothing of itself', async () => {
  const siteId = await aSite(app);
  await app.db.raw(`alter table invoice add constraint broken check (site_id <> '${siteId}')`);
  await expect(bring(siteId)).rejects.toThrow(/broken/);
  expect(await app.db('purchase_order').where({ site_id: siteId }).whereLike('provider_id', 'in_%')).toEqual([]);
  await app.db.raw('alter table invoice drop constraint broken');
  await bring(siteId);
  expect(await everything(app, siteId)).toEqual(whole);
});

test('of two at once one stops, and the other one ends as alone', async () => {
  const siteId = await aSite(app);
  const results = await Promise.allSettled([bring(siteId), bring(siteId)]);
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
  expect(failures).toEqual([expect.any(ImportTaken)]);
  expect(await everything(app, siteId)).toEqual(whole);
});

test('the record it stopped at is gone: everything is read once more', async () => {
  const siteId = await aSite(app);
  await bring(siteId, breakingGateway(5)).catch(() => undefined);
  const { cursor, id } = await app.db('import_run').where({ site_id: siteId }).first();
  expect(cursor).toMatch(/^cus_/);
  await app.db('import_run').where({ site_id: siteId }).update({ cursor: 'cus_gone' });
  const solved = { site_id: siteId, run_id: id, kind: 'customer', provider_id: 'cus_gone', reason: 'Solved by now' };
  await app.db('import_problem').insert(solved);
  const { isResumed, counts, problems } = await bring(siteId);
  expect(isResumed).toBe(true);
  expect(problems.filter(({ providerId }) => providerId === 'cus_gone')).toEqual([]);
  expect(counts).toMatchObject({ product: { read: sandbox.state.product.size, changed: 0 } });
  expect(await everything(app, siteId)).toEqual(whole);
});

test('one that broke off days ago begins anew: what it had read has changed since', async () => {
  const siteId = await aSite(app);
  await bring(siteId, breakingGateway(5)).catch(() => undefined);
  await app
    .db('import_run')
    .where({ site_id: siteId })
    .update({ started_at: days(-2) });
  const { counts } = await bring(siteId);
  expect(counts).toMatchObject({ product: { read: sandbox.state.product.size, changed: 0 } });
  expect(await everything(app, siteId)).toEqual(whole);
});

describe('when Stripe', () => {
  test('says "too fast" it waits, and loses nothing', async () => {
    const siteId = await aSite(app);
    sandbox.announceTrouble(4, 'rate limit');
    await bring(siteId);
    expect(await everything(app, siteId)).toEqual(whole);
  });

  test('has a limit, the import stays below it', async () => {
    const siteId = await aSite(app);
    sandbox.requests.length = 0;
    sandbox.limitRequestsPerSecond(100);
    await bring(siteId, sandbox.gateway({ requestsPerSecond: 60 }));
    sandbox.limitRequestsPerSecond(Infinity);
    expect(sandbox.requests.filter(({ status }) => status === 429).length).toBe(0);
    expect(sandbox.requests.length).toBe(requests);
  });

  test.each(['server error', 'hang up', 'lock timeout'] as const)('answers with "%s" now and then', async (trouble) => {
    const siteId = await aSite(app);
    sandbox.announceTrouble(2, trouble);
    await bring(siteId);
    expect(await everything(app, siteId)).toEqual(whole);
  });

  test('goes away, the import says so, keeps what it has, and goes on later', async () => {
    const siteId = await aSite(app);
    const impatient = sandbox.gateway({ retries: 0 });
    let pages = 0;
    const leaving: Gateway = {
      ...impatient,
      read(kind, after) {
        pages += 1;
        if (pages === 10) sandbox.announceTrouble(50, 'server error');
        return impatient.read(kind, after);
      },
    };
    const stopped = await bring(siteId, leaving).catch((error: unknown) => error);
    expect(stopped).toBeInstanceOf(GatewayError);
    expect(stopped).toMatchObject({ trouble: 'failed_there', message: 'Stripe has trouble of its own (500)' });
    expect(await app.db('customer').where({ site_id: siteId })).not.toEqual([]);
    while (
      await sandbox
        .gateway({ retries: 0 })
        .check()
        .catch(() => true)
    );
    await bring(siteId);
    expect(await everything(app, siteId)).toEqual(whole);
  });

  test('is silent, the import does not wait for ever', async () => {
    const siteId = await aSite(app);
    sandbox.announceTrouble(1, { slowMillis: 60_000 });
    await expect(bring(siteId, sandbox.gateway({ retries: 0, timeoutMillis: 300 }))).rejects.toMatchObject({
      trouble: 'unreachable',
    });
  });

  test.each([
    ['sk_test_other', 'key_refused', /does not accept this key/],
    ['sk_live_import1234', 'key_refused', /does not accept this key/],
  ])('refuses the key %s in one line that does not repeat it', async (key, trouble, words) => {
    const picky = await aSandbox({ keys: ['sk_test_good'] });
    const error = (await picky
      .gateway({ key })
      .check()
      .catch((each: unknown) => each)) as GatewayError;
    expect(error).toMatchObject({ trouble, message: expect.stringMatching(words) as string });
    expect(error.message).not.toContain(key.slice(-6));
  });

  test('is asked with something that is no key, nothing is sent', async () => {
    for (const key of ['', 'pk_test_1234', 'sk_test', 'whsec_1234', 'sk_test_12 34']) {
      expect(() => sandbox.gateway({ key })).toThrow('This is no secret key of Stripe');
    }
  });
});
