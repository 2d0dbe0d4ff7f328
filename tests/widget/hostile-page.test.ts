import { expect, onTestFinished, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { safeUrl } from '../../widget/safe-url.ts';
import { aBoot, aCustomer, anOverview, aSite, aSubscription } from './builders.ts';
import { serve, signedIn, signedOut } from './fake-server.ts';
import { mount } from './mount.ts';

const urls = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'vbscript:msgbox(1)',
  'blob:https://kiln.example/1',
  'file:///etc/passwd',
  '//evil.example',
  '/relative',
  'http://kiln.example/logo.png',
  'http://localhost.evil.example/',
  'https://user:secret@kiln.example/',
  'https:',
  '',
  '\u0000https://',
];

test.each(urls)('the address %j from settings is dropped', (url) => {
  expect(safeUrl(url)).toBe(undefined);
});

test.each([
  'https://kiln.example/logo.png',
  'http://localhost:3000/',
  'http://shop.localhost:3000/',
  'http://127.0.0.1/',
])('the address %s passes', (url) => {
  expect(safeUrl(url)).toBe(url);
});

const texts = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "' autofocus onfocus=alert(1) x='",
  '</style><script>alert(1)</script>',
  '${alert(1)}{{constructor.constructor("alert(1)")()}}',
  '<!--?lit$--><b>',
  'javascript:alert(1)',
  '\u202Egnp.exe',
];

test.each(texts)('the text %j is only ever text', async (text) => {
  const alert = vi.spyOn(globalThis, 'alert').mockImplementation(() => undefined);
  onTestFinished(() => alert.mockRestore());
  serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({
        site: aSite({
          headline: text,
          logoUrl: text,
          privacyUrl: text,
          centerAddress: text,
          gradient: [text, text],
          onGradient: text,
        }),
        customer: aCustomer({ firstName: text, lastName: text, email: text, initials: text }),
        overview: anOverview(),
      }),
    'GET /subscriptions': () => ({ items: [aSubscription({ name: text, program: text })], next: null }),
  });
  const center = mount({ fragment: '#cc/subscriptions' });
  await expect.element(page.getByText('Next payment')).toBeVisible();
  const root = center.shadowRoot!;
  expect(root.querySelector('.headline')!.textContent).toBe(text);
  expect(root.querySelectorAll('script, img, svg, style, b, [onerror], [onload], [onfocus]')).toHaveLength(0);
  expect(alert).not.toHaveBeenCalled();
});

test('a picture that is no web address is not asked for', async () => {
  serve({
    'GET /boot': () =>
      aBoot({ site: aSite({ logoUrl: 'data:image/svg+xml,<svg/>', termsUrl: 'javascript:alert(1)' }) }),
  });
  const center = mount();
  await expect.element(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  expect(center.shadowRoot!.querySelector('img')).toBe(null);
  await expect.element(page.getByRole('link', { name: 'Terms' })).not.toBeInTheDocument();
});

test('a page that extends the built-in prototypes does no harm', async () => {
  const extend = (prototype: object) => {
    Object.assign(prototype, { x: 'polluted', extra: () => 'polluted' });
    onTestFinished(() => {
      Reflect.deleteProperty(prototype, 'x');
      Reflect.deleteProperty(prototype, 'extra');
    });
  };
  extend(Object.prototype);
  extend(Array.prototype);
  const server = serve(signedOut());
  mount();
  await page.getByLabelText('Email address').fill('ann@okafor.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabelText('Six-digit code').fill('123456');
  await expect.element(page.getByRole('heading', { name: 'Hello, Ann' })).toBeVisible();
  expect(server.bodies).toContainEqual({ code: '123456' });
});

test('ids of the page that shadow names of the document do no harm', async () => {
  const form = document.createElement('form');
  form.innerHTML =
    '<input name="hash"><input id="email" name="submit"><a id="location"></a><a id="history"></a><img name="hidden">';
  document.body.append(form);
  onTestFinished(() => form.remove());
  serve(signedOut());
  mount();
  await expect.element(page.getByRole('textbox', { name: 'Email address' })).toBeVisible();
});

test('a page whose fetch fails in its own ways is told apart from a refusal', async () => {
  const original = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new Error('blocked by a script of the page'));
  onTestFinished(() => {
    globalThis.fetch = original;
  });
  mount();
  await expect.element(page.getByText('The server could not be reached')).toBeVisible();
});

/** Runs the element in a frame of its own whose page has the policy `csp`. */
async function underPolicy(csp: string): Promise<{ document: Document; violations: string[] }> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  onTestFinished(() => frame.remove());
  const script = new URL('../../widget/customer-center.ts', import.meta.url).pathname;
  const html = `<meta http-equiv="content-security-policy" content="${csp}"><customer-center site="kiln"></customer-center>
    <script type="module" src="${script}"></script>`;
  const violations: string[] = [];
  await new Promise((loaded) => {
    frame.onload = loaded;
    frame.srcdoc = html;
  });
  const inner = frame.contentDocument!;
  inner.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
  return { document: inner, violations };
}

test('where the policy of the page forbids the templates, a plain link is shown', async () => {
  const { document: inner } = await underPolicy("require-trusted-types-for 'script'; trusted-types none");
  await expect.poll(() => inner.querySelector('customer-center a')?.getAttribute('href')).toContain('/c/kiln');
  expect(inner.querySelector('customer-center')!.textContent).toBe('Open your customer center');
});

test('under a strict policy the element works and reports nothing', async () => {
  const { document: inner, violations } = await underPolicy(
    "style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html",
  );
  await expect.poll(() => inner.querySelector('customer-center')?.shadowRoot?.textContent).toContain('Try again');
  expect(violations).toEqual([]);
});
