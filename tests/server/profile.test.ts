import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, signedIn } from '../support/builders.ts';

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
