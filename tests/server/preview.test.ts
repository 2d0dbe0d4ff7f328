/** The preview shows staff the real center with a look that is not saved, and nobody's data. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contract } from '../../server/contract.ts';
import { samples } from '../../server/features/preview/samples.ts';
import { switchNames } from '../../server/features/settings/switches.ts';
import { isFile, type Endpoint } from '../../server/http/endpoint.ts';
import { boot, sectionNames } from '../../server/features/boot/boot.contract.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, anOrder, signedIn, turn } from '../support/builders.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
let support: StaffMember;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  siteId = await aSite(app, { termsUrl: 'https://www.vendor.example/terms', senderName: 'The Studio' });
  support = await aStaffMember(app, siteId, 'support');
});

type Draft = Record<string, unknown>;
const encode = (draft: Draft) => Buffer.from(JSON.stringify({ view: 'signed_out', ...draft })).toString('base64url');
const pathOf = (draft: Draft, path: string) => `/admin/preview/${encode(draft)}/api/v1/${siteId}${path}`;
const ask = (draft: Draft, path: string) => support.send({ path: pathOf(draft, path) });
const bootOf = async (draft: Draft) => {
  const answer = await ask(draft, '/boot?first=overview');
  expect(answer).toMatchObject({ status: 200 });
  return boot.parse(answer.body);
};

describe('the look', () => {
  test('of an empty draft is the one that is saved, to the letter', async () => {
    await turn(app, siteId, { registration: true, phones: false });
    const real = await aVisitor(app, siteId).call('GET /boot');
    expect(await bootOf({})).toEqual(real);
  });

  test.each(switchNames)('is the one that saving would give, with %s turned', async (name) => {
    const { settings } = await (await aStaffMember(app, siteId, 'admin')).call('GET /admin/settings');
    const switches = { [name]: !settings.switches[name] };
    const previewed = await bootOf({ switches, headline: 'New', gradient: ['#ffffff', '#ffeecc'] });
    expect((await aVisitor(app, siteId).call('GET /boot')).site.headline).toBe('Kiln & Quill');
    const admin = await aStaffMember(app, siteId, 'admin');
    const change = { switches, headline: 'New', gradient: ['#ffffff', '#ffeecc'] as [string, string] };
    await admin.call('PATCH /admin/settings', { body: { version: 1, ...change, evenIf: ['cannot_cancel'] } });
    expect(previewed).toEqual(await aVisitor(app, siteId).call('GET /boot'));
    expect(previewed.site.onGradient).toBe('#000000');
  });

  test.each([
    [{ gradient: ['red', '#ffffff'] }, 'gradient.0'],
    [{ logoUrl: 'javascript:alert(1)' }, 'logoUrl'],
    [{ signInMethods: { email: false, password: false } }, 'signInMethods'],
    [{ view: 'everything' }, 'view'],
    [{ contactEmail: 'studio@vendor.example' }, 'contactEmail'],
    [{ headline: 'x'.repeat(5000) }, 'draft'],
  ])('that the settings would not take is refused: %j', async (draft, path) => {
    const answer = await ask(draft, '/boot');
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request', fields: [{ path }] } });
    const page = await support.send({ path: `/admin/${siteId}/preview?draft=${encode(draft)}` });
    expect(page.status).toBe(422);
  });
});

describe('signed in', () => {
  const signedInDraft = { view: 'signed_in' };

  test('there is somebody with a little of everything, in the shape of the contract', async () => {
    const names = Object.keys(samples(Date.now()));
    expect(names).toEqual(expect.arrayContaining(sectionNames.map((section) => `GET /${section}`)));
    for (const name of names) {
      const { reply } = (contract as Record<string, Endpoint>)[name] as Endpoint;
      const path = name.slice(4).replace(/:\w+/g, '01900000-0000-7000-8000-000000000100');
      const answer = await ask(signedInDraft, path);
      expect(answer, name).toMatchObject({ status: 200 });
      if (!isFile(reply)) reply.parse(answer.body);
    }
  });

  test('what is switched off is not there', async () => {
    const switches = { orderHistory: false, courseEnrollments: false, programs: false, billingInformation: false };
    const { customer, overview, site } = await bootOf({ ...signedInDraft, switches });
    expect(overview).toMatchObject({ recentOrders: null, courses: null, offers: null });
    expect(customer?.email).toBeNull();
    expect(site.sections).not.toContain('orders');
    expect((await bootOf({ ...signedInDraft, switches: { center: false } })).overview).toBeNull();
  });

  test('nothing can be done, and signed out nothing be read', async () => {
    const sent = await support.send({ method: 'PATCH', path: pathOf(signedInDraft, '/profile'), body: {} });
    expect(sent).toMatchObject({ status: 403, body: { code: 'switched_off' } });
    const code = await support.send({
      method: 'POST',
      path: pathOf({}, '/sign-in/email'),
      body: { email: 'a@b.example' },
    });
    expect(code).toMatchObject({ status: 403, body: { code: 'switched_off' } });
    expect(await ask({}, '/orders')).toMatchObject({ status: 401 });
    for (const path of ['/avatar', '/payments/export', '/nowhere', '/../../orders', '/orders/1/2']) {
      expect((await ask(signedInDraft, path)).status).toBe(404);
    }
    await app.work();
    expect(app.mailbox.letters()).toEqual([]);
  });
});

describe('who sees it', () => {
  test('only staff of this site, complete with their second factor, from our own pages', async () => {
    const path = pathOf({ view: 'signed_in' }, '/orders');
    expect(await aVisitor(app, siteId).send({ path })).toMatchObject({ status: 401 });
    const other = await aStaffMember(app, await aSite(app), 'owner');
    expect(await other.send({ path })).toMatchObject({ status: 401 });
    const elsewhere = await support.send({ path, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'origin_refused' } });
    const admin = await aStaffMember(app, siteId, 'admin');
    await app.db('staff_session').where({ id: admin.sessionId }).update({ second_factor_at: null });
    expect(await admin.send({ path })).toMatchObject({ status: 403, body: { code: 'second_factor_needed' } });
  });

  test("a customer's cookie opens nothing, and no customer is in it", async () => {
    const ann = await aCustomer(app, siteId, { firstName: 'Annabel' });
    await anOrder(app, ann, { number: 'KQ-REAL' });
    const customer = await signedIn(app, ann);
    expect((await customer.send({ path: pathOf({ view: 'signed_in' }, '/orders') })).status).toBe(401);
    const shown = await Promise.all(['/orders', '/profile', '/boot'].map((path) => ask({ view: 'signed_in' }, path)));
    expect(JSON.stringify(shown.map(({ body }) => body))).not.toMatch(/Annabel|KQ-REAL/);
  });

  test('the page holds the real element and is framed by our own pages only', async () => {
    const draft = encode({ language: 'de' });
    const page = await support.send({ path: `/admin/${siteId}/preview?draft=${draft}` });
    expect(page.body).toContain(`<customer-center site="${siteId}" server="/admin/preview/${draft}">`);
    expect(page.body).toContain('<html lang="de">');
    expect(page.headers.get('content-security-policy')).toMatch(
      /frame-ancestors 'self'.*script-src 'self'|script-src 'self'.*frame-ancestors 'self'/,
    );
    expect(page.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    for (const broken of ['', '?draft=', '?draft=%22%3E%3Cscript%3E', '?draft=../../x', '?draft=a&draft=b']) {
      expect((await support.send({ path: `/admin/${siteId}/preview${broken}` })).status).toBe(422);
    }
  });
});
