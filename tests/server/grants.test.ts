/** What buying gives and takes again, and what rules make of it. */
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { moveCustomer } from '../../server/features/customers/move-customer.store.ts';
import { settlePurchases, settleRules } from '../../server/features/grants/settle.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCustomer,
  aGrant,
  anInvoice,
  anOrder,
  aProduct,
  aProgram,
  aSite,
  aSubscription,
  days,
  type TestCustomer,
} from '../support/builders.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

/** A site with one product that gives one level and enrolls in one course. */
async function aShop(programFields: Record<string, unknown> = {}) {
  const siteId = await aSite(app);
  const owner = await aCustomer(app, siteId);
  const { programId, levelId } = await aProgram(app, siteId, programFields);
  const productId = await aProduct(app, siteId);
  const courseId = newId();
  await app
    .db('course')
    .insert({ site_id: siteId, id: courseId, title: 'Glazes', address: 'https://school.example/g' });
  await app.db('product_level').insert({ site_id: siteId, product_id: productId, level_id: levelId });
  await app.db('product_course').insert({ site_id: siteId, product_id: productId, course_id: courseId });
  await app.db('product').where({ site_id: siteId, id: productId }).update({ program_id: programId });
  return { siteId, owner, programId, levelId, productId, courseId };
}

type Shop = Awaited<ReturnType<typeof aShop>>;

async function anOrderOf({ owner, siteId, productId }: Shop, fields: Record<string, unknown> = {}): Promise<string> {
  const id = await anOrder(app, owner, fields);
  await app.db('purchase_order_line').where({ site_id: siteId, order_id: id }).update({ product_id: productId });
  return id;
}

const subscribe = ({ owner, productId }: Shop, fields: Record<string, unknown> = {}) =>
  aSubscription(app, owner, { product_id: productId, ...fields });

const grantsOf = ({ siteId, id }: TestCustomer) =>
  app.db('level_grant').where({ site_id: siteId, customer_id: id }).orderBy(['since', 'id']);

const enrollmentOf = ({ siteId, owner, courseId }: Shop) =>
  app.db('enrollment').where({ site_id: siteId, customer_id: owner.id, course_id: courseId }).first();

/** Does the customer hold the level, and is the course open to them? */
async function stateOf(shop: Shop) {
  const isOpen = ({ since, until, ended_at }: Record<string, Date | null>) =>
    (since as Date) <= new Date() && ended_at === null && (until === null || (until as Date) > new Date());
  const enrollment = await enrollmentOf(shop);
  return {
    holds: (await grantsOf(shop.owner)).some(isOpen),
    enrolled: enrollment !== undefined && enrollment.revoked_at === null,
  };
}

const both = { holds: true, enrolled: true };
const neither = { holds: false, enrolled: false };

const settle = ({ siteId }: { siteId: string }) => settlePurchases(app.db, siteId);

/** Which version of each row it is: a row that was written again has another. */
async function versions(siteId: string): Promise<string[]> {
  const tables = ['level_grant', 'enrollment', 'purchase_order', 'customer'];
  const { rows } = await app.db.raw(
    tables
      .map((table) => `select '${table} ' || ctid || ' ' || xmin as v from ${table} where site_id = :siteId`)
      .join(' union all '),
    { siteId },
  );
  return rows.map(({ v }: { v: string }) => v).sort();
}

async function expectSettled({ siteId }: { siteId: string }): Promise<void> {
  const before = await versions(siteId);
  await settlePurchases(app.db, siteId);
  expect(await versions(siteId)).toEqual(before);
}

describe('a subscription', () => {
  test('opens its level and its course from its first day on', async () => {
    const shop = await aShop();
    const started = days(-40);
    const id = await subscribe(shop, { started_at: started });
    await settle(shop);
    expect(await grantsOf(shop.owner)).toMatchObject([
      { source_kind: 'purchase', source_id: id, since: started, until: null, ended_at: null, ended_why: null },
    ]);
    expect(await enrollmentOf(shop)).toMatchObject({ source_kind: 'purchase', source_id: id, enrolled_at: started });
    await expectSettled(shop);
  });

  test.each([
    ['that is cancelled stays open until it ends', { ends_at: days(3) }, both],
    ['that has ended closes', { ended_at: days(-1) }, neither],
    ['whose end by agreement has come closes', { ends_at: days(-1) }, neither],
    [
      'whose payment failed stays open while it can be fixed',
      { payment_failed_at: days(-2), fix_by_at: days(2) },
      both,
    ],
    ['whose payment was not fixed in time closes', { payment_failed_at: days(-9), fix_by_at: days(-2) }, neither],
    ['that is paused stays open', { paused_at: days(-2), resumes_at: days(20) }, both],
  ])('%s', async (_, fields, expected) => {
    const shop = await aShop();
    await subscribe(shop);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    await app.db('subscription').where({ site_id: shop.siteId }).update(fields);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(expected);
    await expectSettled(shop);
  });

  test('that has ended says since when and why', async () => {
    const shop = await aShop();
    const ended = days(-7);
    await subscribe(shop, { ended_at: ended });
    await settle(shop);
    expect(await grantsOf(shop.owner)).toMatchObject([{ ended_at: ended, ended_why: 'subscription_ended' }]);
    expect(await enrollmentOf(shop)).toBeUndefined();
  });

  test('whose payment failed stays open for the days of grace, and for good once it is paid', async () => {
    const shop = await aShop({ grace_days: 10 });
    const fixBy = days(-4);
    await subscribe(shop, { payment_failed_at: days(-9), fix_by_at: fixBy });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    const until = new Date(fixBy.getTime() + 10 * 86_400_000);
    expect(await grantsOf(shop.owner)).toMatchObject([{ until, ended_why: 'payment_failed' }]);
    await app.db('program').where({ site_id: shop.siteId }).update({ grace_days: 3 });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    await app.db('subscription').where({ site_id: shop.siteId }).update({ payment_failed_at: null, fix_by_at: null });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    expect(await grantsOf(shop.owner)).toMatchObject([{ until: null, ended_why: null }]);
  });

  test('whose invoice was given up closes after the grace, until a later one is paid', async () => {
    const shop = await aShop();
    const id = await subscribe(shop);
    const lost = { subscription_id: id, status: 'uncollectible', issued_at: days(-20), due_at: days(-10) };
    await anInvoice(app, shop.owner, lost);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    expect(await grantsOf(shop.owner)).toMatchObject([{ ended_why: 'uncollectible' }]);
    await app.db('program').where({ site_id: shop.siteId }).update({ grace_days: 30 });
    await settle(shop);
    expect(await grantsOf(shop.owner)).toMatchObject([{ until: new Date(lost.due_at.getTime() + 30 * 86_400_000) }]);
    await app.db('program').where({ site_id: shop.siteId }).update({ grace_days: 0 });
    await anInvoice(app, shop.owner, { subscription_id: id, status: 'paid', issued_at: days(-2) });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
  });

  test('opens nothing a second time by the order that began it', async () => {
    const shop = await aShop();
    const id = await subscribe(shop, { ended_at: days(-1) });
    await anOrderOf(shop, { subscription_id: id });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    expect(await grantsOf(shop.owner)).toHaveLength(1);
  });

  test('changed to another product closes what the first one opened', async () => {
    const shop = await aShop();
    const id = await subscribe(shop);
    await anOrderOf(shop, { subscription_id: id });
    const price = { site_id: shop.siteId, id: newId(), product_id: shop.productId, currency: 'EUR', unit_cents: 2900 };
    await app.db('price').insert({ ...price, interval_unit: 'month' });
    await settle(shop);
    await app
      .db('subscription')
      .where({ site_id: shop.siteId, id })
      .update({ product_id: await aProduct(app, shop.siteId) });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    expect(await grantsOf(shop.owner)).toMatchObject([{ ended_why: 'purchase_changed' }]);
    await expectSettled(shop);
  });
});

describe('a payment plan', () => {
  test('that is paid off stays open for good', async () => {
    const shop = await aShop();
    const paid = { kind: 'plan', payments_total: 3, payments_made: 3, ended_at: days(-9) };
    await subscribe(shop, paid);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
  });

  test('that ended before it was paid closes', async () => {
    const shop = await aShop();
    await subscribe(shop, { kind: 'plan', payments_total: 3, payments_made: 2, ended_at: days(-9) });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
  });
});

describe('an order', () => {
  test('opens since it was placed, and closes when all of it is paid back', async () => {
    const shop = await aShop();
    const id = await anOrderOf(shop);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    await app.db('purchase_order').where({ site_id: shop.siteId, id }).update({ refunded_cents: 4100 });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    await app.db('purchase_order').where({ site_id: shop.siteId, id }).update({ refunded_cents: 4200 });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    expect(await grantsOf(shop.owner)).toMatchObject([{ ended_why: 'refunded' }]);
    await expectSettled(shop);
  });

  test('that was paid back stays open for the days of grace', async () => {
    const shop = await aShop({ grace_days: 5 });
    await anOrderOf(shop);
    await settle(shop);
    await app.db('purchase_order').where({ site_id: shop.siteId }).update({ refunded_cents: 4200 });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    await app
      .db('purchase_order')
      .where({ site_id: shop.siteId })
      .update({ refunded_at: days(-6) });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
  });

  test('that was paid back long before anybody looked opens nothing, whatever the grace', async () => {
    const shop = await aShop({ grace_days: 365 });
    await anOrderOf(shop, { refunded_cents: 4200 });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    expect(await grantsOf(shop.owner)).toEqual([]);
    await expectSettled(shop);
  });

  test.each([
    ['is not paid', { paid_cents: 0 }],
    ['is paid in part', { paid_cents: 4199 }],
  ])('that %s opens nothing', async (_, fields) => {
    const shop = await aShop();
    await anOrderOf(shop, fields);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
  });

  test('of something that renews, without its subscription, opens nothing', async () => {
    const shop = await aShop();
    const price = { site_id: shop.siteId, id: newId(), product_id: shop.productId, currency: 'EUR', unit_cents: 2900 };
    await app.db('price').insert({ ...price, interval_unit: 'month' });
    await anOrderOf(shop);
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
    await app.db('price').insert({ ...price, id: newId(), unit_cents: 29_000 });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
  });

  test('that is gone closes what it opened', async () => {
    const shop = await aShop();
    await anOrderOf(shop);
    await settle(shop);
    await app.db('purchase_order').where({ site_id: shop.siteId }).delete();
    await settle(shop);
    expect(await stateOf(shop)).toEqual(neither);
  });
});

describe('two sources', () => {
  test('of one level: one that ends takes nothing from the other', async () => {
    const shop = await aShop();
    const first = await subscribe(shop, { started_at: days(-90) });
    const second = await anOrderOf(shop);
    await settle(shop);
    expect(await grantsOf(shop.owner)).toMatchObject([{ source_id: first }, { source_id: second }]);
    expect(await enrollmentOf(shop)).toMatchObject({ source_id: first });
    await app
      .db('subscription')
      .where({ site_id: shop.siteId })
      .update({ ended_at: days(-1) });
    await settle(shop);
    expect(await stateOf(shop)).toEqual(both);
    expect(await enrollmentOf(shop)).toMatchObject({ source_id: second, revoked_at: null });
    await expectSettled(shop);
  });

  test.each(['admin', 'import', 'registration', 'api'])('%s: purchases leave that grant alone', async (kind) => {
    const shop = await aShop();
    const id = await subscribe(shop, { ended_at: days(-1) });
    const grant = await aGrant(app, shop.owner, shop.levelId, { source_kind: kind, source_id: id });
    const before = await app.db('level_grant').where({ id: grant }).first();
    await app.db.raw('update level_grant set source_kind = source_kind where id = ?', [grant]);
    if (kind === 'rule') return;
    await settle(shop);
    expect(await app.db('level_grant').where({ id: grant }).first()).toEqual(before);
  });
});

describe('what was decided by hand', () => {
  test('a grant that the staff has ended stays ended', async () => {
    const shop = await aShop();
    await subscribe(shop);
    await settle(shop);
    await app
      .db('level_grant')
      .where({ site_id: shop.siteId })
      .update({ ended_at: days(-1), ended_why: 'admin' });
    await app
      .db('subscription')
      .where({ site_id: shop.siteId })
      .update({ ends_at: days(9) });
    await expectSettled(shop);
    expect((await stateOf(shop)).holds).toBe(false);
  });

  test('an enrollment that the staff has revoked stays revoked, whatever is bought', async () => {
    const shop = await aShop();
    await subscribe(shop);
    await settle(shop);
    await app
      .db('enrollment')
      .where({ site_id: shop.siteId })
      .update({ revoked_at: days(-1), revoked_why: 'admin' });
    await anOrderOf(shop);
    await settle(shop);
    expect((await stateOf(shop)).enrolled).toBe(false);
  });

  test.each(['admin', 'import'])('an enrollment by %s is never revoked by a purchase', async (kind) => {
    const shop = await aShop();
    const row = { site_id: shop.siteId, customer_id: shop.owner.id, course_id: shop.courseId, source_kind: kind };
    await app.db('enrollment').insert(row);
    await subscribe(shop);
    await settle(shop);
    await app
      .db('subscription')
      .where({ site_id: shop.siteId })
      .update({ ended_at: days(-1) });
    await settle(shop);
    expect((await stateOf(shop)).enrolled).toBe(true);
  });
});

test('bought again after it was revoked, a course is open again with the progress it had', async () => {
  const shop = await aShop();
  await subscribe(shop, { started_at: days(-90) });
  await settle(shop);
  await app.db('enrollment').where({ site_id: shop.siteId }).update({ progress_percent: 40 });
  await app
    .db('subscription')
    .where({ site_id: shop.siteId })
    .update({ ended_at: days(-1) });
  await settle(shop);
  expect((await stateOf(shop)).enrolled).toBe(false);
  await anOrderOf(shop);
  await settle(shop);
  expect(await enrollmentOf(shop)).toMatchObject({ progress_percent: 40, revoked_at: null, revoked_why: null });
});

test('what a product gives no more is closed, and is open again when it gives it again', async () => {
  const shop = await aShop();
  await subscribe(shop);
  await settle(shop);
  const [kept] = await app.db('product_level').where({ site_id: shop.siteId });
  await app.db('product_level').where({ site_id: shop.siteId }).delete();
  await app.db('product_course').where({ site_id: shop.siteId }).delete();
  await settle(shop);
  expect(await stateOf(shop)).toEqual(neither);
  await app.db('product_level').insert(kept);
  await settle(shop);
  expect((await stateOf(shop)).holds).toBe(true);
});

test('settling some customers leaves the others, and other sites, as they are', async () => {
  const shop = await aShop();
  const other = await aCustomer(app, shop.siteId);
  await subscribe(shop);
  await subscribe({ ...shop, owner: other });
  const elsewhere = await aShop();
  await subscribe(elsewhere);
  await settlePurchases(app.db, shop.siteId, [shop.owner.id, elsewhere.owner.id]);
  expect(await stateOf(shop)).toEqual(both);
  expect(await grantsOf(other)).toEqual([]);
  expect(await grantsOf(elsewhere.owner)).toEqual([]);
});

test('of two records of one person the enrollment stays that no purchase closes, and rules see the tags of both', async () => {
  const shop = await aShop();
  const twin = await aCustomer(app, shop.siteId);
  await subscribe(shop);
  await settle(shop);
  const key = { site_id: shop.siteId, course_id: shop.courseId };
  await app.db('enrollment').insert({ ...key, customer_id: twin.id, source_kind: 'admin' });
  const { levelId } = await aProgram(app, shop.siteId);
  await app
    .db('level_rule')
    .insert({ site_id: shop.siteId, id: newId(), level_id: levelId, kind: 'tag', tag: 'alumni' });
  await app
    .db('customer')
    .where({ id: twin.id })
    .update({ tags: ['alumni'] });
  await app.db.transaction((trx) => moveCustomer(trx, { siteId: shop.siteId, from: twin.id, to: shop.owner.id }));
  expect(await grantsOf(shop.owner)).toMatchObject([
    { source_kind: 'purchase' },
    { source_kind: 'rule', level_id: levelId },
  ]);
  await app
    .db('subscription')
    .where({ site_id: shop.siteId })
    .update({ ended_at: days(-1) });
  await settle(shop);
  expect(await stateOf(shop)).toMatchObject({ enrolled: true });
  expect(await enrollmentOf(shop)).toMatchObject({ source_kind: 'admin' });
});

test('every night all sites are settled', async () => {
  const shop = await aShop();
  await subscribe(shop);
  await app.db.raw(`select graphile_worker.add_job('settle-grants', '{}')`);
  await app.work();
  expect(await stateOf(shop)).toEqual(both);
});

describe('a rule', () => {
  const aRule = async (siteId: string, levelId: string, fields: Record<string, unknown>) => {
    const id = newId();
    await app.db('level_rule').insert({ site_id: siteId, id, level_id: levelId, ...fields });
    return id;
  };
  const retag = async ({ siteId, owner }: Shop, tags: string[]) => {
    await app.db('customer').where({ site_id: siteId, id: owner.id }).update({ tags });
    await app.db.transaction((trx) => settleRules(trx, siteId, [owner.id]));
  };
  const held = async (shop: Shop, levelId: string) =>
    app.db('level_grant').where({ site_id: shop.siteId, customer_id: shop.owner.id, level_id: levelId });

  test('opens a level for a tag, ends it with the tag, and opens it anew', async () => {
    const shop = await aShop();
    const rule = await aRule(shop.siteId, shop.levelId, { kind: 'tag', tag: 'alumni' });
    await retag(shop, ['alumni', 'news']);
    expect(await grantsOf(shop.owner)).toMatchObject([
      { source_kind: 'rule', source_id: rule, until: null, ended_at: null },
    ]);
    await expectSettled(shop);
    await app
      .db('level_grant')
      .where({ site_id: shop.siteId })
      .update({ since: days(-9) });
    await retag(shop, ['news']);
    expect(await grantsOf(shop.owner)).toMatchObject([{ ended_at: expect.any(Date), ended_why: 'rule_ended' }]);
    await expectSettled(shop);
    await retag(shop, ['alumni']);
    const [again] = await grantsOf(shop.owner);
    expect(again).toMatchObject({ ended_at: null, ended_why: null });
    expect(again.since.getTime()).toBeGreaterThan(days(-1).getTime());
  });

  test('opens a level so many days after another, and ends it with that', async () => {
    const shop = await aShop();
    const { levelId: second } = await aProgram(app, shop.siteId);
    const rule = await aRule(shop.siteId, second, { kind: 'after', after_level_id: shop.levelId, after_days: 7 });
    const started = days(-3);
    await subscribe(shop, { started_at: started });
    await settle(shop);
    const [first] = await held(shop, shop.levelId);
    expect(await held(shop, second)).toMatchObject([
      {
        source_id: `${rule}:${first.id}`,
        since: new Date(started.getTime() + 7 * 86_400_000),
        until: null,
        ended_at: null,
      },
    ]);
    await expectSettled(shop);
    await app
      .db('subscription')
      .where({ site_id: shop.siteId })
      .update({ started_at: days(-30), ends_at: days(5) });
    await settle(shop);
    const [ends] = await held(shop, shop.levelId);
    expect(await held(shop, second)).toMatchObject([{ until: ends.until }]);
    const ended = days(-1);
    await app.db('subscription').where({ site_id: shop.siteId }).update({ ended_at: ended });
    await settle(shop);
    expect(await held(shop, second)).toMatchObject([{ ended_at: ended, ended_why: 'rule_ended' }]);
    await expectSettled(shop);
  });

  test('gives nothing that would end before it opens', async () => {
    const shop = await aShop();
    const { levelId: second } = await aProgram(app, shop.siteId);
    await aRule(shop.siteId, second, { kind: 'after', after_level_id: shop.levelId, after_days: 7 });
    await subscribe(shop, { started_at: days(-3) });
    await settle(shop);
    expect(await held(shop, second)).toHaveLength(1);
    await app
      .db('subscription')
      .where({ site_id: shop.siteId })
      .update({ ends_at: days(1) });
    await settle(shop);
    expect(await held(shop, second)).toEqual([]);
  });

  test('gives nothing of what was over before it was made', async () => {
    const shop = await aShop();
    await subscribe(shop, { started_at: days(-300), ended_at: days(-100) });
    await settle(shop);
    const { levelId: second } = await aProgram(app, shop.siteId);
    await aRule(shop.siteId, second, { kind: 'after', after_level_id: shop.levelId, after_days: 7 });
    await settle(shop);
    expect(await held(shop, second)).toEqual([]);
  });

  test('may wait for what another rule gives', async () => {
    const shop = await aShop();
    const levels = [shop.levelId];
    for (let n = 1; n <= 4; n++) {
      const { levelId } = await aProgram(app, shop.siteId);
      await aRule(shop.siteId, levelId, { kind: 'after', after_level_id: levels.at(-1), after_days: 7 });
      levels.push(levelId);
    }
    const started = days(-100);
    await subscribe(shop, { started_at: started });
    await settle(shop);
    const [last] = await held(shop, levels[4] ?? '');
    expect(last.since).toEqual(new Date(started.getTime() + 28 * 86_400_000));
    await app
      .db('subscription')
      .where({ site_id: shop.siteId })
      .update({ ended_at: days(-1) });
    await settle(shop);
    expect(await held(shop, levels[4] ?? '')).toMatchObject([{ ended_why: 'rule_ended' }]);
    await expectSettled(shop);
  });

  test('that is gone ends what it gave', async () => {
    const shop = await aShop();
    await aRule(shop.siteId, shop.levelId, { kind: 'tag', tag: 'alumni' });
    await retag(shop, ['alumni']);
    await app.db('level_rule').where({ site_id: shop.siteId }).delete();
    await settle(shop);
    expect(await grantsOf(shop.owner)).toMatchObject([{ ended_why: 'rule_ended' }]);
  });

  test('leaves what the staff has ended', async () => {
    const shop = await aShop();
    await aRule(shop.siteId, shop.levelId, { kind: 'tag', tag: 'alumni' });
    await retag(shop, ['alumni']);
    await app
      .db('level_grant')
      .where({ site_id: shop.siteId })
      .update({ ended_at: days(-1), ended_why: 'admin' });
    await retag(shop, ['alumni', 'more']);
    expect((await stateOf(shop)).holds).toBe(false);
    await expectSettled(shop);
  });
});

test('whatever happens to some purchases, settling twice is settling once, and who holds nothing paid holds nothing', async () => {
  const shop = await aShop({ grace_days: 4 });
  const day = fc.integer({ min: -60, max: 60 }).map((n) => days(n + 0.5));
  const maybe = fc.option(day);
  const subscription = fc.record({
    started_at: fc.integer({ min: -90, max: -1 }).map(days),
    ends_at: maybe,
    ended_at: maybe,
    payment_failed_at: maybe,
    fix_by_at: maybe,
  });
  const order = fc.record({
    paid_cents: fc.constantFrom(0, 4200),
    refunded_cents: fc.constantFrom(0, 2000, 4200),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(subscription, { maxLength: 3 }),
      fc.array(order, { maxLength: 3 }),
      async (some, orders) => {
        for (const table of ['subscription', 'purchase_order'])
          await app.db(table).where({ site_id: shop.siteId }).delete();
        for (const fields of some) await subscribe(shop, fields);
        for (const fields of orders) await anOrderOf(shop, fields);
        await settle(shop);
        await expectSettled(shop);
        const past = (at: Date | null) => at !== null && at <= new Date();
        const runs = some.some(({ ends_at, ended_at, payment_failed_at, fix_by_at }) => {
          const stop = payment_failed_at && (fix_by_at ?? payment_failed_at);
          const end = stop && new Date(stop.getTime() + 4 * 86_400_000);
          return !past(ends_at) && !past(ended_at) && !past(end);
        });
        const owns = orders.some(
          ({ paid_cents, refunded_cents }) => paid_cents === 4200 && refunded_cents < paid_cents,
        );
        const open = runs || owns;
        expect(await stateOf(shop)).toEqual({ holds: open, enrolled: open });
      },
    ),
    { numRuns: 40 },
  );
});
