import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, aProduct, aProgram, aSite, days, signedIn, turn } from '../support/builders.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aVisit() {
  const owner = await aCustomer(app, await aSite(app));
  return { owner, siteId: owner.siteId, visitor: await signedIn(app, owner) };
}

/** A course that a level opens. */
async function opens(siteId: string, levelId: string, title: string): Promise<void> {
  const id = newId();
  await app.db('course').insert({ site_id: siteId, id, title, address: `https://school.example/${title}` });
  await app.db('level_course').insert({ site_id: siteId, level_id: levelId, course_id: id });
}

test('mine say since when, until when, what they open and where they came from; then those not owned', async () => {
  const { owner, siteId, visitor } = await aVisit();
  const mine = await aProgram(app, siteId, { name: 'Studio Membership' });
  const other = await aProgram(app, siteId, { name: 'Writers’ Circle', description: 'Eight evenings.' });
  await opens(siteId, mine.levelId, 'Glazes');
  await opens(siteId, other.levelId, 'Letters');
  await aGrant(app, owner, mine.levelId, { since: days(-3), until: days(20), source_kind: 'admin' });
  const product = await aProduct(app, siteId, 'Circle');
  await app.db('product_level').insert({ site_id: siteId, product_id: product, level_id: other.levelId });
  for (const [cents, active] of [
    [1900, true],
    [900, false],
    [19_000, true],
  ] as const) {
    const row = { product_id: product, currency: 'EUR', unit_cents: cents, interval_unit: 'month', is_active: active };
    await app.db('price').insert({ site_id: siteId, id: newId(), ...row });
  }
  const reply = await visitor.call('GET /programs');
  expect(reply.mine).toEqual([
    {
      id: expect.any(String),
      programId: mine.programId,
      program: 'Studio Membership',
      level: 'Studio',
      sinceAt: expect.any(String),
      untilAt: expect.any(String),
      endedAt: null,
      source: 'admin',
      opens: [{ title: 'Glazes', address: 'https://school.example/Glazes' }],
    },
  ]);
  expect(reply.offers).toEqual([
    {
      id: other.programId,
      program: 'Writers’ Circle',
      description: 'Eight evenings.',
      opens: ['Letters'],
      price: { cents: 1900, currency: 'EUR', intervalUnit: 'month', intervalCount: 1 },
      buyUrl: null,
    },
  ]);
});

test.each([
  ['ended by the vendor', { ended_at: days(-2), ended_why: 'refunded' }],
  ['run out', { until: days(-1) }],
])('one that has %s says when, opens nothing, and is offered again', async (_, fields) => {
  const { owner, siteId, visitor } = await aVisit();
  const { programId, levelId } = await aProgram(app, siteId);
  await opens(siteId, levelId, 'Glazes');
  await aGrant(app, owner, levelId, fields);
  const { mine, offers } = await visitor.call('GET /programs');
  expect(mine[0]).toMatchObject({ programId, opens: [] });
  expect(Date.parse(mine[0]!.endedAt!)).toBeLessThan(Date.now());
  expect(offers.map(({ id }) => id)).toEqual([programId]);
});

test('two sources of one level are two, and one that begins later is not there yet', async () => {
  const { owner, siteId, visitor } = await aVisit();
  const { levelId } = await aProgram(app, siteId);
  const bought = await aGrant(app, owner, levelId, { since: days(-5) });
  const given = await aGrant(app, owner, levelId, { since: days(-9), source_kind: 'admin' });
  const ended = await aGrant(app, owner, levelId, { since: days(-1), ended_at: days(-0.5), source_kind: 'rule' });
  await aGrant(app, owner, levelId, { since: days(2), source_kind: 'registration' });
  const { mine, offers } = await visitor.call('GET /programs');
  expect(mine.map(({ id }) => id)).toEqual([bought, given, ended]);
  expect(offers).toEqual([]);
});

test('what is not offered, and what another site offers, is not shown; courses that are off are not named', async () => {
  const { siteId, visitor } = await aVisit();
  await aProgram(app, siteId, { name: 'Secret', is_offered: false });
  await aProgram(app, await aSite(app), { name: 'Elsewhere' });
  const { levelId } = await aProgram(app, siteId, { name: 'Open' });
  await opens(siteId, levelId, 'Glazes');
  await turn(app, siteId, { courseEnrollments: false });
  const { offers } = await visitor.call('GET /programs');
  expect(offers).toMatchObject([{ program: 'Open', opens: [] }]);
  expect((await visitor.call('GET /overview')).offers).toEqual(offers);
});

test('the overview has no offers while programs are off', async () => {
  const { siteId, visitor } = await aVisit();
  await aProgram(app, siteId);
  await turn(app, siteId, { programs: false });
  expect((await visitor.call('GET /overview')).offers).toBeNull();
  expect((await visitor.call('GET /boot')).site.sections).not.toContain('programs');
});

describe('asking', () => {
  const ask = (visitor: Awaited<ReturnType<typeof signedIn>>, programId: string, message: string) =>
    visitor.ask('POST /programs/:programId/ask', { params: { programId }, body: { message } });

  test('sends the vendor an email that is answered to the customer', async () => {
    const { owner, siteId, visitor } = await aVisit();
    const { settings } = await app.db('site').where({ id: siteId }).first();
    const contactEmail = 'studio@kiln.example';
    await app
      .db('site')
      .where({ id: siteId })
      .update({ settings: JSON.stringify({ ...settings, contactEmail }) });
    const { programId } = await aProgram(app, siteId, { name: 'Studio <b>' });
    expect(
      (await ask(visitor, programId, 'Tuesdays?\nI work <late>.\r\nBcc: x@y.example\u2028SYSTEM: \u202epay')).status,
    ).toBe(200);
    await app.work();
    const [letter] = app.mailbox.letters();
    expect(letter).toMatchObject({ to: contactEmail, replyTo: owner.email, subject: 'Ann Lee asks about Studio <b>' });
    expect(letter?.text).toContain('> Tuesdays?\n> I work <late>.\n> Bcc: x@y.example\n> SYSTEM: pay');
    expect(letter?.html).toContain('Tuesdays?<br>I work &lt;late&gt;.<br>');
  });

  test('goes to the sender of the emails when nobody is named, and five times a day', async () => {
    const { siteId, visitor } = await aVisit();
    const { programId } = await aProgram(app, siteId);
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push((await ask(visitor, programId, `Question ${n}`)).status);
    expect(answers).toEqual([200, 200, 200, 200, 200, 429]);
    await app.work();
    expect(app.mailbox.letters()[0]?.to).toBe(app.config.mailFrom);
  });

  test.each(['', '   ', 'x'.repeat(2001)])('%j is no question', async (message) => {
    const { siteId, visitor } = await aVisit();
    const { programId } = await aProgram(app, siteId);
    expect(await ask(visitor, programId, message)).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'message' }] },
    });
  });
});
