/** What the server says of a vendor's page, and the code it gives to paste there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPageCheck } from '../../server/features/sites/check-page.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aConnectedSite } from '../support/provider.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

interface Page {
  html: string;
  status?: number;
  headers?: Record<string, string | string[]>;
}

let app: TestApp;
/** Another origin than the server's, as a vendor's page has. */
let vendor: string;
let page: Page;
const server = createServer((_request, response) => {
  response.writeHead(page.status ?? 200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers });
  response.end(page.html);
});

beforeAll(async () => {
  app = await startApp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vendor = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let siteId: string;
let support: StaffMember;
const address = () => `${vendor}/account`;
beforeEach(async () => {
  siteId = await aSite(app, { centerAddress: address() }, [vendor]);
  support = await aStaffMember(app, siteId, 'support');
  await app.db('rate_limit').delete();
});

const script = (more = '') => `<script type="module" src="${app.url}/embed/customer-center.js"${more}></script>`;
const element = (more = '') => `<customer-center site="${siteId}"${more}></customer-center>`;

async function check(shown: Page, url?: string) {
  page = shown;
  const { findings } = await support.call('POST /admin/check-page', { body: url === undefined ? {} : { url } });
  return findings;
}

/** Those that are wrong. */
const problems = async (shown: Page, url?: string) => (await check(shown, url)).filter(({ isOk }) => !isOk);

describe('a page on which all is well', () => {
  test('says so step by step', async () => {
    const findings = await check({ html: `<!doctype html><main>${script()}${element()}</main>` });
    expect(findings.map(({ check: step, isOk }) => [step, isOk])).toEqual(
      ['answers', 'element', 'script', 'origin', 'policy', 'center_address'].map((step) => [step, true]),
    );
  });

  test('is what comes of the code to paste', async () => {
    const { html } = await support.call('GET /admin/embed');
    expect(await problems({ html: `<!doctype html><body>${html}</body>` })).toEqual([]);
    expect(html).toContain(`href="${app.url}/api/v1/${siteId}/boot?first=overview"`);
  });

  test("is the WordPress plugin's, whose calls go to the page's own origin", async () => {
    const html = `${script(' id="customer-center-js"')}<customer-center site="${siteId}" server="${vendor}/wp-json/customer-center/v1"></customer-center>`;
    const headers = {
      'Content-Security-Policy': `default-src 'self'; script-src ${app.url}; img-src 'self'`,
    };
    expect(await problems({ html, headers })).toEqual([]);
  });

  test('is the hosted one, and one whose address has a fragment', async () => {
    const own = await aSite(app);
    const staff = await aStaffMember(app, own, 'support');
    const { url, findings } = await staff.call('POST /admin/check-page', { body: {} });
    expect(url).toBe(`${app.url}/c/${own}`);
    expect(findings.filter(({ isOk }) => !isOk)).toEqual([]);
    expect(await problems({ html: script() + element() }, `${address()}#cc/orders`)).toEqual([]);
  });
});

describe('a page that does not answer as one', () => {
  test.each([
    [{ status: 404, html: '' }, /answers with 404/],
    [{ status: 500, html: '' }, /answers with 500/],
    [{ status: 401, html: '' }, /not signed in/],
    [{ headers: { 'Content-Type': 'application/json' }, html: '{}' }, /application\/json and no HTML/],
  ])('%j', async (shown, sentence) => {
    const found = await check(shown);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ check: 'answers', isOk: false, fix: null });
    expect(found[0]?.sentence).toMatch(sentence);
  });

  test('leads elsewhere: that address can be checked', async () => {
    const found = await check({ status: 301, headers: { Location: '/konto' }, html: '' });
    expect(found).toMatchObject([
      { check: 'answers', isOk: false, fix: { kind: 'check_page', url: `${vendor}/konto` } },
    ]);
  });

  test('is in a private network, or none at all', async () => {
    expect(await problems({ html: '' }, 'https://192.168.1.1/')).toMatchObject([
      { check: 'answers', sentence: expect.stringContaining('private network') as string },
    ]);
    expect(await problems({ html: '' }, 'nowhere')).toMatchObject([{ check: 'answers' }]);
  });
});

describe('what is missing or wrong on a page', () => {
  test.each<[string, () => Page, string, RegExp]>([
    ['no center', () => ({ html: script() }), 'element', /no <customer-center site="site-/],
    [
      'the center of another site',
      () => ({ html: `${script()}<customer-center site="other"></customer-center>` }),
      'element',
      /of the site “other”/,
    ],
    ['a center in a comment', () => ({ html: `${script()}<!-- ${element()} -->` }), 'element', /no <customer-center/],
    [
      'the button alone',
      () => ({ html: `${script()}<customer-center-button site="${siteId}"></customer-center-button>` }),
      'element',
      /button and no center/,
    ],
    [
      'the bare shortcode',
      () => ({ html: `${script()}<p>[customer_center section="orders"]</p>` }),
      'element',
      /plugin is not active/,
    ],
    ['no script', () => ({ html: element() }), 'script', /does not load the center's script/],
    [
      "somebody else's script",
      () => ({
        html: `<script type="module" src="https://cdn.example/embed/customer-center.js"></script>${element()}`,
      }),
      'script',
      /comes from https:\/\/cdn\.example/,
    ],
    [
      'a version behind the script',
      () => ({ html: `<script type="module" src="${app.url}/embed/customer-center.js?v=2"></script>${element()}` }),
      'script',
      /\?v=2/,
    ],
    [
      'a script that is no module',
      () => ({ html: `<script src="${app.url}/embed/customer-center.js"></script>${element()}` }),
      'script',
      /type="module"/,
    ],
  ])('%s', async (_name, shown, step, sentence) => {
    const found = await problems(shown());
    expect(found.find((each) => each.check === step)?.sentence).toMatch(sentence);
  });

  test('an origin that is not allowed, with the button that mends it', async () => {
    await app.db('site_origin').where({ site_id: siteId }).delete();
    expect(await problems({ html: script() + element() })).toMatchObject([
      { check: 'origin', fix: { kind: 'add_origin', origin: vendor } },
    ]);
  });

  test('another page than the center address, with the button that mends it', async () => {
    const other = `${vendor}/konto`;
    expect(await problems({ html: script() + element() }, `${other}#top`)).toMatchObject([
      { check: 'center_address', fix: { kind: 'set_center_address', url: other } },
    ]);
    const one = await problems({ html: script() + element(' section="orders"') }, other);
    expect(one).toMatchObject([{ check: 'center_address', fix: null }]);
  });
});

describe('a content security policy', () => {
  const inHeader = (policy: string | string[]): Page => ({
    html: script(' nonce="abc"') + element(),
    headers: { 'Content-Security-Policy': policy },
  });
  const said = async (shown: Page) => (await problems(shown)).map(({ check: step, sentence }) => [step, sentence]);

  test('is held to card fields too, once the site is connected to Stripe', async () => {
    await aConnectedSite(app, { siteId });
    const policyOf = async (policy: string) => {
      const found = await check({ html: script() + element(), headers: { 'Content-Security-Policy': policy } });
      return found.find(({ check }) => check === 'policy')?.sentence;
    };
    const least = `default-src 'none'; script-src ${app.url}; connect-src ${app.url}; img-src ${app.url}`;
    const sentence = await policyOf(least);
    for (const words of [
      'add https://js.stripe.com to script-src, for card fields',
      'add https://*.js.stripe.com to script-src, for card fields',
      'add frame-src with https://*.js.stripe.com and all that default-src lists, for card fields',
      'add frame-src with https://hooks.stripe.com',
      'add https://api.stripe.com to connect-src, for card fields',
    ])
      expect(sentence).toContain(words);
    const whole = `default-src 'none'; script-src ${app.url} https://js.stripe.com https://*.js.stripe.com; frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com; connect-src ${app.url} https://api.stripe.com; img-src ${app.url}`;
    expect(await policyOf(whole)).toMatch(/lets the center work/);
  });

  test('of the hosted page allows what it asks of others for card fields', async () => {
    await aConnectedSite(app, { siteId });
    const { headers } = await fetch(`${app.url}/c/${siteId}`);
    const own = {
      'Content-Security-Policy': headers.get('content-security-policy')?.replaceAll("'self'", app.url) ?? '',
    };
    expect(own['Content-Security-Policy']).toContain("default-src 'none'");
    const found = await check({ html: script() + element(), headers: own });
    expect(found.find(({ check: step }) => step === 'policy')?.sentence).toMatch(/lets the center work/);
  });

  test.each<[string, () => string]>([
    [
      "the README's",
      () =>
        `default-src 'none'; script-src ${app.url}; style-src 'self'; connect-src ${app.url}; img-src 'self' data: ${app.url}; require-trusted-types-for 'script'; trusted-types lit-html customer-center`,
    ],
    ['with a nonce', () => `script-src 'nonce-abc' 'strict-dynamic'; connect-src ${app.url}`],
    ['with everything', () => '*'],
    ['of a scheme', () => 'default-src http:'],
    ['with a path', () => `script-src ${app.url}/embed/`],
    ['of any port', () => 'default-src http://localhost:*'],
    ['about other things', () => "frame-ancestors 'none'; upgrade-insecure-requests"],
  ])('that lets the center work: %s', async (_name, policy) => {
    expect(await said(inHeader(policy()))).toEqual([]);
  });

  test.each<[() => string | string[], RegExp]>([
    [
      () => "default-src 'self'",
      /default-src is what decides; add script-src with http:\/\/localhost:\d+ .* add connect-src with .* add img-src with/,
    ],
    [
      () => `script-src ${app.url}; connect-src 'self'`,
      /^In the header Content-Security-Policy: add http:\/\/localhost:\d+ to connect-src\.$/,
    ],
    [() => `default-src *; script-src-elem 'self'`, /add http:\/\/localhost:\d+ to script-src-elem\.$/],
    [() => "script-src 'nonce-other' 'strict-dynamic' *", /the nonce of the page/],
    [() => `script-src ${app.url}/other/`, /to script-src/],
    [() => `script-src https://*.localhost`, /to script-src/],
    [() => "img-src 'self'", /to img-src/],
    [() => 'trusted-types lit-html', /add customer-center to trusted-types/],
    [
      () => "require-trusted-types-for 'script'; trusted-types 'none'",
      /add lit-html and customer-center to trusted-types/,
    ],
    [() => ['default-src *', "connect-src 'none'"], /to connect-src/],
    [() => `connect-src 'none'; connect-src *`, /to connect-src/],
  ])('that does not is named to the directive: %s', async (policy, sentence) => {
    const found = await said(inHeader(policy()));
    expect(found).toHaveLength(1);
    expect(found[0]?.[0]).toBe('policy');
    expect(found[0]?.[1]).toMatch(sentence);
  });

  test('in a meta tag counts as well', async () => {
    const html = `<meta http-equiv="Content-Security-Policy" content="connect-src 'self'">${script()}${element()}`;
    expect(await said({ html })).toEqual([['policy', expect.stringMatching(/meta tag.*to connect-src/)]]);
  });

  test("refuses the logo's host, and the lines that keep room", async () => {
    const logoUrl = 'https://pictures.example/logo.png';
    await app.db.raw(`update site set settings = settings || ?::jsonb where id = ?`, [
      JSON.stringify({ logoUrl }),
      siteId,
    ]);
    const { html } = await support.call('GET /admin/embed');
    const headers = { 'Content-Security-Policy': `img-src ${app.url}; style-src 'self'` };
    const [found] = await problems({ html, headers });
    expect(found?.sentence).toMatch(
      /add https:\/\/pictures\.example to img-src.*style-src refuses styles within the page/,
    );
  });
});

test('who looks is written down, and looks sixty times at most', async () => {
  await check({ html: '' });
  expect(await app.db('audit_entry').where({ site_id: siteId })).toMatchObject([
    { action: 'Checked a page', actor_id: support.id, outcome: 'done' },
  ]);
  await app.db('rate_limit').update({ points: 60 });
  const answer = await support.ask('POST /admin/check-page', { body: {} });
  expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
});

test('a page that says nonsense is read all the same', async () => {
  const lookAtPage = createPageCheck({
    findCards: () => Promise.resolve(undefined),
    baseUrl: 'https://center.example',
    fetchPage: async (url) => ({
      page: {
        status: 200,
        url,
        redirectsTo: null,
        contentType: 'text/html',
        headers: { 'content-security-policy': ';;, ,script-src' },
        content: Buffer.from(''),
        body: '<base href="::"><script src="http://["></script><customer-center server="http://["><meta http-equiv>'.repeat(
          50,
        ),
      },
    }),
  });
  const site = { id: 'kiln', settings: { centerAddress: null, logoUrl: null }, origins: [] };
  const findings = await lookAtPage('https://www.shop.example/', site);
  expect(findings.map(({ isOk }) => isOk)).toEqual([true, false, false, false, false, false]);
});

describe('the code to paste', () => {
  test('has this server and this site in it, everywhere', async () => {
    const { wordpressSteps, ...code } = await support.call('GET /admin/embed');
    for (const name of ['html', 'singlePageApp', 'react', 'vue'] as const) {
      expect(code[name], name).toContain(`${app.url}/embed/customer-center.js`);
      expect(code[name], name).toContain(siteId);
    }
    expect(code.wordpress).toBe('[customer_center]');
    expect(wordpressSteps.join(' ')).toContain(`the server ${app.url}, the site ${siteId}`);
  });

  test('is for staff', async () => {
    expect((await aVisitor(app, siteId).send({ path: `/api/v1/${siteId}/admin/embed` })).status).toBe(401);
  });
});
