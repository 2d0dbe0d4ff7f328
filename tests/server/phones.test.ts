import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aPhone, aSite, signedIn, turn } from '../support/builders.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aVisit(mayEdit = true) {
  const owner = await aCustomer(app, await aSite(app));
  await turn(app, owner.siteId, { phoneEditing: mayEdit });
  return { owner, visitor: await signedIn(app, owner) };
}

test('are read only unless the site lets customers edit them', async () => {
  const { owner, visitor } = await aVisit(false);
  await aPhone(app, owner, { number: '+49 40 1234', is_default: true });
  expect(await visitor.call('GET /phones')).toEqual({
    phones: [{ id: expect.any(String), number: '+49 40 1234', label: '', isDefault: true }],
    mayEdit: false,
  });
  expect(await visitor.ask('POST /phones', { body: { number: '+49 40 5678' } })).toMatchObject({
    status: 403,
    body: { code: 'switched_off' },
  });
});

test('editing needs the numbers to be shown', async () => {
  const { owner, visitor } = await aVisit();
  await turn(app, owner.siteId, { phones: false });
  expect((await visitor.ask('POST /phones', { body: { number: '+49 40 5678' } })).status).toBe(403);
});

test('the first becomes the default; another can be made it, and inherits it when the default goes', async () => {
  const { visitor } = await aVisit();
  const first = (await visitor.call('POST /phones', { body: { number: '+49 40 1111', label: ' Studio ' } })).phones[0]!;
  expect(first).toMatchObject({ number: '+49 40 1111', label: 'Studio', isDefault: true });
  const two = await visitor.call('POST /phones', { body: { number: '(030) 22-22' } });
  expect(two.phones.map(({ isDefault }) => isDefault)).toEqual([true, false]);
  const phoneId = two.phones[1]!.id;
  const changed = await visitor.call('PATCH /phones/:phoneId', { params: { phoneId }, body: { isDefault: true } });
  expect(changed.phones[0]).toMatchObject({ id: phoneId, isDefault: true });
  const left = await visitor.call('DELETE /phones/:phoneId', { params: { phoneId }, body: {} });
  expect(left.phones).toEqual([{ ...first, isDefault: true }]);
});

test.each(['', '12', 'call me', '+49 40 <1>', '+'.repeat(10), '1'.repeat(31)])('%j is no number', async (number) => {
  const { visitor } = await aVisit();
  expect(await visitor.ask('POST /phones', { body: { number } })).toMatchObject({
    status: 422,
    body: { fields: [{ path: 'number' }] },
  });
});

test('a number that is there already is refused by name, also when another is changed into it', async () => {
  const { visitor } = await aVisit();
  await visitor.call('POST /phones', { body: { number: '+49 40 1111' } });
  const { phones } = await visitor.call('POST /phones', { body: { number: '+49 40 2222' } });
  const twice = { status: 422, body: { fields: [{ path: 'number', message: 'is on your list already' }] } };
  expect(await visitor.ask('POST /phones', { body: { number: '+49 40 1111' } })).toMatchObject(twice);
  const params = { phoneId: phones.find(({ isDefault }) => !isDefault)!.id };
  expect(await visitor.ask('PATCH /phones/:phoneId', { params, body: { number: '+49 40 1111' } })).toMatchObject(twice);
});

test('two added at once leave one default, and there are at most twenty', async () => {
  const { visitor } = await aVisit();
  const add = (n: number) => visitor.ask('POST /phones', { body: { number: `+49 40 ${1000 + n}` } });
  const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => add(n)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(answers.filter(({ body }) => body.code === 'too_many')).toHaveLength(4);
  const { phones } = await visitor.call('GET /phones');
  expect(phones.filter(({ isDefault }) => isDefault)).toHaveLength(1);
});
