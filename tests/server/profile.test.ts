import { beforeAll, describe, expect, test } from 'vitest';
import type { CustomerField } from '../../server/features/settings/settings.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, anAddress, aSite, signedIn, turn } from '../support/builders.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

test('what is absent stays, null clears, spaces around are trimmed', async () => {
  const visitor = await signedIn(app, await aCustomer(app, await aSite(app), { phone: '+49 40 1234' }));
  expect(await visitor.call('PATCH /profile', { body: { firstName: '  Anna-Lena ', locale: 'en-GB' } })).toMatchObject({
    firstName: 'Anna-Lena',
    lastName: 'Lee',
    locale: 'en-GB',
    phone: '+49 40 1234',
  });
  expect(await visitor.call('PATCH /profile', { body: { locale: null } })).toMatchObject({
    firstName: 'Anna-Lena',
    locale: null,
  });
  expect(await visitor.call('PATCH /profile', { body: {} })).toMatchObject({ firstName: 'Anna-Lena' });
});

test.each([
  [{ firstName: 'x'.repeat(101) }, 'firstName'],
  [{ lastName: '<script>' }, 'lastName'],
  [{ firstName: 'a\u0000b' }, 'firstName'],
  [{ firstName: null }, 'firstName'],
  [{ locale: 'tlh' }, 'locale'],
  [{ email: 'new@customers.example' }, 'email'],
  [{ phone: '1' }, 'phone'],
])('%j is refused and names the field', async (body, path) => {
  const visitor = await signedIn(app, await aCustomer(app, await aSite(app)));
  const answer = await visitor.send({ method: 'PATCH', path: `/api/v1/${visitor.site}/profile`, body });
  expect(answer).toMatchObject({ status: 422, body: { fields: [{ path }] } });
});

test('names in any script are names', async () => {
  const visitor = await signedIn(app, await aCustomer(app, await aSite(app)));
  for (const firstName of ['Zoë', '明', 'Nguyễn', 'O’Brien', 'عمر', 'Ann "Annie"', '👩🏽‍🎨']) {
    expect((await visitor.call('PATCH /profile', { body: { firstName } })).firstName).toBe(firstName);
  }
});

test('the default address is shown with the billing information', async () => {
  const owner = await aCustomer(app, await aSite(app));
  const addressId = await anAddress(app, owner);
  const visitor = await signedIn(app, owner);
  expect((await visitor.call('GET /profile')).defaultAddress).toBeNull();
  await app.db('address').where({ id: addressId }).update({ is_default: true });
  expect((await visitor.call('GET /profile')).defaultAddress).toMatchObject({ id: addressId, city: 'Hamburg' });
  await turn(app, owner.siteId, { billingInformation: false });
  expect((await visitor.call('GET /profile')).defaultAddress).toBeNull();
});

describe('fields of the site’s own', () => {
  const field = (key: string, kind: CustomerField['kind'], more: Partial<CustomerField> = {}): CustomerField => ({
    key,
    label: `The ${key}`,
    kind,
    choices: [],
    isEditable: true,
    ...more,
  });
  const customerFields = [
    field('motto', 'text'),
    field('kilns', 'number'),
    field('born', 'date'),
    field('shirt', 'choice', { choices: ['S', 'M'] }),
    field('news', 'yes_no'),
    field('rank', 'text', { isEditable: false }),
  ];

  async function aVisit() {
    const owner = await aCustomer(app, await aSite(app, { customerFields }));
    await app
      .db('customer')
      .where({ id: owner.id })
      .update({ fields: JSON.stringify({ rank: 'Gold', secret: 'x' }) });
    return { owner, visitor: await signedIn(app, owner) };
  }

  test('are shown as they are defined, and what is not defined is not', async () => {
    const { visitor } = await aVisit();
    const { fields } = await visitor.call('GET /profile');
    expect(fields.map(({ key, value }) => [key, value])).toEqual([
      ['motto', null],
      ['kilns', null],
      ['born', null],
      ['shirt', null],
      ['news', null],
      ['rank', 'Gold'],
    ]);
    expect(fields[3]).toMatchObject({ label: 'The shirt', choices: ['S', 'M'], isEditable: true });
    expect(JSON.stringify(fields)).not.toContain('secret');
  });

  test('take what their kind allows; what is absent stays, null and empty clear', async () => {
    const { owner, visitor } = await aVisit();
    const fields = { motto: ' Slow ', kilns: 2.5, born: '1980-02-29', shirt: 'M', news: false };
    await visitor.call('PATCH /profile', { body: { fields } });
    await visitor.call('PATCH /profile', { body: { fields: { kilns: null, shirt: '' } } });
    expect((await app.db('customer').where({ id: owner.id }).first()).fields).toEqual({
      motto: 'Slow',
      born: '1980-02-29',
      news: false,
      rank: 'Gold',
      secret: 'x',
    });
  });

  test.each([
    [{ motto: 1 }, 'motto', 'must be text'],
    [{ motto: '<b>' }, 'motto', 'contains a character that is not allowed here'],
    [{ kilns: 'two' }, 'kilns', 'must be a number'],
    [{ born: '1981-02-29' }, 'born', 'must be a day such as 1980-05-31'],
    [{ shirt: 'XXL' }, 'shirt', 'must be one of the choices'],
    [{ news: 'yes' }, 'news', 'must be yes or no'],
    [{ rank: 'Platinum' }, 'rank', 'is not yours to edit'],
    [{ secret: 'y' }, 'secret', 'is not a field of this site'],
  ])('%j is refused with the name of the field, and nothing changes', async (fields, key, message) => {
    const { owner, visitor } = await aVisit();
    const body = { fields, firstName: 'Other' };
    const answer = await visitor.send({ method: 'PATCH', path: `/api/v1/${visitor.site}/profile`, body });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: `fields.${key}`, message }] } });
    expect(await app.db('customer').where({ id: owner.id }).first()).toMatchObject({
      first_name: 'Ann',
      fields: { rank: 'Gold', secret: 'x' },
    });
  });
});

test('a language that came with an import is one to choose, and stays when something else is saved', async () => {
  const owner = await aCustomer(app, await aSite(app));
  await app.db('customer').where({ id: owner.id }).update({ locale: 'fr' });
  const visitor = await signedIn(app, owner);
  const { locale, locales } = await visitor.call('GET /profile');
  expect({ locale, last: locales.at(-1) }).toEqual({ locale: 'fr', last: 'fr' });
  expect((await visitor.call('PATCH /profile', { body: { firstName: 'Anna' } })).locale).toBe('fr');
  await visitor.call('PATCH /profile', { body: { locale: 'de-AT' } });
  expect((await visitor.call('GET /profile')).locales).not.toContain('fr');
});
