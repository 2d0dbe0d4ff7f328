/** Programs, their levels, rules, prices and what products give: as the staff sees and changes them. */
import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, aProduct, aProgram, aSite, aSubscription, days, signedIn } from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aDesk() {
  const siteId = await aSite(app, {
    customerFields: [{ key: 'why_left', label: 'Why they left', kind: 'text', choices: [], isEditable: false }],
  });
  return { siteId, admin: await aStaffMember(app, siteId, 'admin') };
}

async function aPrice(siteId: string, productId: string, fields: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const row = { site_id: siteId, id, product_id: productId, currency: 'EUR', unit_cents: 1900, interval_unit: 'month' };
  await app.db('price').insert({ ...row, ...fields });
  return id;
}

async function aCourse(siteId: string, title = 'Glazes'): Promise<string> {
  const id = newId();
  await app.db('course').insert({ site_id: siteId, id, title, address: `https://school.example/${id}` });
  return id;
}

describe('a program', () => {
  test('is added with a slug of its own and offered to nobody until it is ready', async () => {
    const { siteId, admin } = await aDesk();
    const { id } = await admin.call('POST /admin/programs', { body: { name: 'Écriture & Café', level: 'Circle' } });
    const { id: twin } = await admin.call('POST /admin/programs', { body: { name: 'Ecriture, Cafe' } });
    const { programs } = await admin.call('GET /admin/programs');
    expect(programs).toMatchObject([
      { id: twin, slug: 'ecriture-cafe-2', levels: [] },
      { id, slug: 'ecriture-cafe', isOffered: false, levels: [{ name: 'Circle', slug: 'circle', holders: 0 }] },
    ]);
    const support = await aStaffMember(app, siteId, 'support');
    expect((await support.call('GET /admin/programs')).programs).toHaveLength(2);
    expect((await support.ask('POST /admin/programs', { body: { name: 'Mine' } })).status).toBe(403);
  });

  test('changes in what is given, keeps its slug, and says what it is', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId, { slug: 'studio' });
    const change = {
      name: 'The Studio',
      description: 'Wheels and kilns.',
      isOffered: false,
      offerUrl: 'https://www.vendor.example/studio',
      hasRegistration: true,
      graceDays: 7,
      signUpLevelId: levelId,
      signUpTags: ['studio', 'studio', 'new'],
      signUpWelcome: false,
      signUpPage: 'https://www.vendor.example/welcome',
      signUpSequence: 'Studio welcome',
      cancelField: 'why_left',
      cancelTag: 'left',
    };
    await admin.call('PATCH /admin/programs/:programId', { params: { programId }, body: change });
    await admin.call('PATCH /admin/programs/:programId', { params: { programId }, body: {} });
    expect(await admin.call('GET /admin/programs/:programId', { params: { programId } })).toMatchObject({
      ...change,
      slug: 'studio',
      signUpTags: ['studio', 'new'],
      levels: [{ id: levelId, name: 'Studio', pages: 0, courses: [] }],
    });
    await admin.call('PATCH /admin/programs/:programId', {
      params: { programId },
      body: { offerUrl: null, signUpLevelId: null, cancelField: null },
    });
    expect(await admin.call('GET /admin/programs/:programId', { params: { programId } })).toMatchObject({
      name: 'The Studio',
      offerUrl: null,
      signUpLevelId: null,
      cancelField: null,
      cancelTag: 'left',
    });
  });

  test.each([
    ['name', { name: '  ' }],
    ['offerUrl', { offerUrl: 'javascript:alert(1)' }],
    ['offerUrl', { offerUrl: 'http://www.vendor.example' }],
    ['signUpPage', { signUpPage: 'somewhere' }],
    ['graceDays', { graceDays: 366 }],
    ['graceDays', { graceDays: -1 }],
    ['signUpTags.0', { signUpTags: [''] }],
    ['signUpLevelId', { signUpLevelId: '01920000-0000-7000-8000-000000000000' }],
    ['cancelField', { cancelField: 'shoe_size' }],
  ])('refuses %s %j and changes nothing', async (path, change) => {
    const { siteId, admin } = await aDesk();
    const { programId } = await aProgram(app, siteId);
    const body = { description: 'New', ...change } as object;
    expect(await admin.ask('PATCH /admin/programs/:programId', { params: { programId }, body })).toMatchObject({
      status: 422,
      body: { code: 'invalid_request', fields: [{ path }] },
    });
    expect((await admin.call('GET /admin/programs/:programId', { params: { programId } })).description).toBe('');
  });

  test("does not take another program's level for who registers", async () => {
    const { siteId, admin } = await aDesk();
    const { programId } = await aProgram(app, siteId);
    const { levelId } = await aProgram(app, siteId);
    const answer = await admin.ask('PATCH /admin/programs/:programId', {
      params: { programId },
      body: { signUpLevelId: levelId },
    });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'signUpLevelId' }] } });
  });

  test('that somebody held is not deleted, and says how many', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId);
    for (const ended_at of [null, days(-3)]) {
      await aGrant(app, await aCustomer(app, siteId), levelId, { ended_at });
    }
    const answer = await admin.ask('DELETE /admin/programs/:programId', { params: { programId } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'still_used' } });
    expect(answer.body.fields?.[0]?.message).toContain('2 customers hold or held a level of it');
    expect((await admin.call('GET /admin/programs')).programs).toHaveLength(1);
  });

  test('that nobody ever held is deleted with its levels, and its products stay', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId);
    const product = await aProduct(app, siteId);
    await app.db('product').where({ id: product }).update({ program_id: programId });
    await app.db('product_level').insert({ site_id: siteId, product_id: product, level_id: levelId });
    await app.db('program').where({ id: programId }).update({ sign_up_level_id: levelId });
    await admin.call('DELETE /admin/programs/:programId', { params: { programId } });
    expect((await admin.call('GET /admin/programs')).programs).toEqual([]);
    expect((await admin.call('GET /admin/products')).items).toMatchObject([{ id: product, levels: [] }]);
    expect((await admin.ask('DELETE /admin/programs/:programId', { params: { programId } })).status).toBe(404);
  });

  test('of another site is not there', async () => {
    const { admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, await aSite(app));
    const params = { programId, levelId };
    const answers = await Promise.all([
      admin.ask('GET /admin/programs/:programId', { params }),
      admin.ask('PATCH /admin/programs/:programId', { params, body: { name: 'Mine' } }),
      admin.ask('DELETE /admin/programs/:programId', { params }),
      admin.ask('POST /admin/programs/:programId/levels', { params, body: { name: 'Mine' } }),
      admin.ask('PATCH /admin/programs/:programId/levels/:levelId', { params, body: { name: 'Mine' } }),
      admin.ask('DELETE /admin/programs/:programId/levels/:levelId', { params }),
      admin.ask('PUT /admin/programs/:programId/cancel-reasons', { params, body: { reasons: [] } }),
      admin.ask('PUT /admin/programs/:programId/prices', { params, body: { priceIds: [] } }),
      admin.ask('POST /admin/programs/:programId/rules', { params, body: { kind: 'tag', tag: 'a', levelId } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });
});

describe('levels', () => {
  test('are added, renamed with the same slug, ordered, and say who holds them and what asks for them', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId: first } = await aProgram(app, siteId);
    const { id: second } = await admin.call('POST /admin/programs/:programId/levels', {
      params: { programId },
      body: { name: 'Studio Plus' },
    });
    const courseIds = [await aCourse(siteId, 'Raku')];
    await admin.call('PATCH /admin/programs/:programId/levels/:levelId', {
      params: { programId, levelId: second },
      body: { name: 'Night Studio', courseIds },
    });
    await admin.call('PUT /admin/programs/:programId/level-order', {
      params: { programId },
      body: { levelIds: [second, first] },
    });
    await aGrant(app, await aCustomer(app, siteId), second);
    await aGrant(app, await aCustomer(app, siteId), second, { until: days(-1) });
    const pageId = newId();
    await app
      .db('page')
      .insert({ site_id: siteId, id: pageId, address: 'https://v.example/p', rule: 'any', source: 'hand' });
    await app.db('page_level').insert({ site_id: siteId, page_id: pageId, level_id: second });
    expect((await admin.call('GET /admin/programs/:programId', { params: { programId } })).levels).toMatchObject([
      { id: second, name: 'Night Studio', slug: 'studio-plus', holders: 1, pages: 1, courses: [{ title: 'Raku' }] },
      { id: first, holders: 0, pages: 0, courses: [] },
    ]);
  });

  test.each([
    ['a customer held it', 'held'],
    ['a page asks for it', 'page'],
    ['a rule waits for it', 'rule'],
    ['a landing rule names it', 'landing'],
  ])('are not deleted while %s', async (_, what) => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId);
    const { levelId: other } = await aProgram(app, siteId);
    const pageId = newId();
    await app
      .db('page')
      .insert({ site_id: siteId, id: pageId, address: 'https://v.example/p', rule: 'any', source: 'hand' });
    if (what === 'held') await aGrant(app, await aCustomer(app, siteId), levelId);
    if (what === 'page') await app.db('page_level').insert({ site_id: siteId, page_id: pageId, level_id: levelId });
    if (what === 'landing') await app.db('landing_rule').insert({ site_id: siteId, position: 1, level_id: levelId });
    if (what === 'rule') {
      const rule = {
        site_id: siteId,
        id: newId(),
        level_id: other,
        kind: 'after',
        after_level_id: levelId,
        after_days: 3,
      };
      await app.db('level_rule').insert(rule);
    }
    const params = { programId, levelId };
    const answer = await admin.ask('DELETE /admin/programs/:programId/levels/:levelId', { params });
    expect(answer).toMatchObject({ status: 409, body: { code: 'still_used' } });
    for (const table of ['level_grant', 'page_level', 'landing_rule', 'level_rule']) {
      await app.db(table).where({ site_id: siteId }).delete();
    }
    await admin.call('DELETE /admin/programs/:programId/levels/:levelId', { params });
    expect((await admin.call('GET /admin/programs/:programId', { params: { programId } })).levels).toEqual([]);
  });

  test('an order names every level once', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId);
    const { levelId: foreign } = await aProgram(app, siteId);
    for (const levelIds of [[], [levelId, levelId], [levelId, foreign], [foreign]]) {
      expect(
        await admin.ask('PUT /admin/programs/:programId/level-order', { params: { programId }, body: { levelIds } }),
      ).toMatchObject({ status: 422, body: { fields: [{ path: 'levelIds' }] } });
    }
  });

  test("do not open another site's course, nor belong to another program", async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId);
    const { programId: otherProgram } = await aProgram(app, siteId);
    const courseIds = [await aCourse(await aSite(app))];
    expect(
      await admin.ask('PATCH /admin/programs/:programId/levels/:levelId', {
        params: { programId, levelId },
        body: { courseIds },
      }),
    ).toMatchObject({ status: 422, body: { fields: [{ path: 'courseIds' }] } });
    const params = { programId: otherProgram, levelId };
    expect(
      (await admin.ask('PATCH /admin/programs/:programId/levels/:levelId', { params, body: { name: 'Mine' } })).status,
    ).toBe(404);
  });
});

describe('cancel reasons', () => {
  test('stay the same ones when they are renamed and reordered', async () => {
    const { siteId, admin } = await aDesk();
    const { programId } = await aProgram(app, siteId);
    const save = (reasons: { id?: string; label: string; asksText: boolean }[]) =>
      admin.call('PUT /admin/programs/:programId/cancel-reasons', { params: { programId }, body: { reasons } });
    const read = async () =>
      (await admin.call('GET /admin/programs/:programId', { params: { programId } })).cancelReasons;
    await save([
      { label: 'Too dear', asksText: false },
      { label: 'Something else', asksText: true },
    ]);
    const [dear, other] = await read();
    await save([{ ...other!, label: 'Other' }, { ...dear! }, { label: 'Moving away', asksText: false }]);
    expect(await read()).toMatchObject([
      { id: other!.id, label: 'Other', asksText: true },
      { id: dear!.id, label: 'Too dear' },
      { label: 'Moving away' },
    ]);
  });
});

describe('the plan group', () => {
  test('holds prices, none of which is in two', async () => {
    const { siteId, admin } = await aDesk();
    const { programId } = await aProgram(app, siteId);
    const { programId: other } = await aProgram(app, siteId);
    const monthly = await aPrice(siteId, await aProduct(app, siteId, 'Circle'));
    const set = (id: string, priceIds: string[]) =>
      admin.ask('PUT /admin/programs/:programId/prices', { params: { programId: id }, body: { priceIds } });
    expect((await set(programId, [monthly, monthly])).status).toBe(200);
    expect((await admin.call('GET /admin/programs/:programId', { params: { programId } })).prices).toMatchObject([
      { id: monthly, product: 'Circle', cents: 1900, intervalUnit: 'month', programId },
    ]);
    expect(await set(other, [monthly])).toMatchObject({ status: 422, body: { fields: [{ path: 'priceIds' }] } });
    const elsewhere = await aSite(app);
    const foreign = await aPrice(elsewhere, await aProduct(app, elsewhere));
    expect(await set(other, [foreign])).toMatchObject({ status: 422, body: { fields: [{ path: 'priceIds' }] } });
    expect((await set(programId, [])).status).toBe(200);
    expect((await set(other, [monthly])).status).toBe(200);
  });
});

describe('rules', () => {
  test('give a level to everybody whom they fit, and take it when they go', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId);
    const ann = await aCustomer(app, siteId);
    await app
      .db('customer')
      .where({ id: ann.id })
      .update({ tags: ['alumni'] });
    const { id: ruleId } = await admin.call('POST /admin/programs/:programId/rules', {
      params: { programId },
      body: { kind: 'tag', levelId, tag: ' alumni ' },
    });
    await app.work();
    const read = () => admin.call('GET /admin/programs/:programId', { params: { programId } });
    expect(await read()).toMatchObject({
      rules: [{ id: ruleId, kind: 'tag', tag: 'alumni' }],
      levels: [{ holders: 1 }],
    });
    await admin.call('DELETE /admin/programs/:programId/rules/:ruleId', { params: { programId, ruleId } });
    await app.work();
    expect(await read()).toMatchObject({ rules: [], levels: [{ holders: 0 }] });
  });

  test('are not made twice, and never wait for themselves', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId: a } = await aProgram(app, siteId, { name: 'A' });
    const { programId: second, levelId: b } = await aProgram(app, siteId);
    const { programId: third, levelId: c } = await aProgram(app, siteId);
    const add = (id: string, levelId: string, afterLevelId: string) =>
      admin.ask('POST /admin/programs/:programId/rules', {
        params: { programId: id },
        body: { kind: 'after', levelId, afterLevelId, afterDays: 7 },
      });
    expect((await add(second, b, a)).status).toBe(200);
    expect((await add(third, c, b)).status).toBe(200);
    const refusal = { status: 422, body: { fields: [{ path: 'afterLevelId' }] } };
    expect(await add(programId, a, c)).toMatchObject(refusal);
    expect(await add(programId, a, a)).toMatchObject(refusal);
    expect(await add(second, b, a)).toMatchObject(refusal);
    expect(await add(programId, a, (await aProgram(app, await aSite(app))).levelId)).toMatchObject(refusal);
    const { rules } = await admin.call('GET /admin/programs/:programId', { params: { programId: second } });
    expect(rules).toMatchObject([{ kind: 'after', afterLevel: 'A: Studio', afterDays: 7 }]);
  });
});

describe('products', () => {
  test('are found by a part of their name, page by page', async () => {
    const { siteId, admin } = await aDesk();
    for (let n = 0; n < 55; n++) await aProduct(app, siteId, `Circle ${String(n).padStart(2, '0')}`);
    await aProduct(app, siteId, 'Studio');
    const first = await admin.call('GET /admin/products', { query: { search: 'CIRCLE' } });
    expect(first.items).toHaveLength(50);
    const rest = await admin.call('GET /admin/products', { query: { search: 'circle', after: first.next! } });
    expect(rest.items.map(({ name }) => name)).toEqual([50, 51, 52, 53, 54].map((n) => `Circle ${n}`));
    expect(rest.next).toBeNull();
    expect((await admin.call('GET /admin/products', { query: { search: '%' } })).items).toEqual([]);
  });

  test('give what they are told to, also to who bought before', async () => {
    const { siteId, admin } = await aDesk();
    const { programId, levelId } = await aProgram(app, siteId, { name: 'Studio Membership' });
    const productId = await aProduct(app, siteId, 'Studio');
    const courseId = await aCourse(siteId);
    const ann = await aCustomer(app, siteId);
    await aSubscription(app, ann, { product_id: productId });
    await aPrice(siteId, productId);
    const give = (levelIds: string[], courseIds: string[]) =>
      admin.call('PUT /admin/products/:productId/grants', {
        params: { productId },
        body: { levelIds, courseIds, evenIf: ['level_given_by_nothing', 'product_gives_nothing'] },
      });
    await give([levelId, levelId], [courseId]);
    await app.work();
    expect((await admin.call('GET /admin/products')).items).toMatchObject([
      {
        levels: [{ id: levelId, name: 'Studio', program: 'Studio Membership' }],
        courses: [{ id: courseId, title: 'Glazes' }],
        prices: [{ cents: 1900, programId: null }],
      },
    ]);
    expect(await admin.call('GET /admin/programs/:programId', { params: { programId } })).toMatchObject({
      levels: [{ holders: 1 }],
      products: [{ name: 'Studio', levels: ['Studio'] }],
    });
    expect((await (await signedIn(app, ann)).call('GET /subscriptions')).items).toMatchObject([
      { name: 'Studio', program: 'Studio Membership' },
    ]);
    await give([], []);
    await app.work();
    expect((await admin.call('GET /admin/programs')).programs).toMatchObject([{ levels: [{ holders: 0 }] }]);
  });

  test("do not give another site's levels or courses", async () => {
    const { siteId, admin } = await aDesk();
    const productId = await aProduct(app, siteId);
    const elsewhere = await aSite(app);
    const { levelId } = await aProgram(app, elsewhere);
    const courseId = await aCourse(elsewhere);
    const give = (body: { levelIds: string[]; courseIds: string[] }, id = productId) =>
      admin.ask('PUT /admin/products/:productId/grants', { params: { productId: id }, body });
    expect(await give({ levelIds: [levelId], courseIds: [] })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'levelIds' }] },
    });
    expect(await give({ levelIds: [], courseIds: [courseId] })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'courseIds' }] },
    });
    expect((await give({ levelIds: [], courseIds: [] }, await aProduct(app, elsewhere))).status).toBe(404);
  });
});
