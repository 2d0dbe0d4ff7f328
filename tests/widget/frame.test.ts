import { expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { sectionNames } from '../../server/features/boot/boot.contract.ts';
import { aBoot, aCustomer, anId, anOverview, aSite } from './builders.ts';
import { type Answers, refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const link = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true });
const avatar = () => page.getByRole('button', { name: 'Account menu' });

test('the first view needs one call', async () => {
  const server = serve(signedIn);
  mount();
  await expect.element(heading('Hello, Ann')).toBeVisible();
  await expect.element(heading('Last orders')).toBeVisible();
  expect(server.calls).toEqual(['GET /boot']);
});

test('sections have addresses, and back goes back', async () => {
  serve(signedIn);
  mount();
  await link('Orders').click();
  await expect.element(heading('Orders')).toBeVisible();
  expect(location.hash).toBe('#cc/orders');
  expect(link('Orders').element().getAttribute('aria-current')).toBe('page');
  history.back();
  await expect.element(heading('Hello, Ann')).toBeVisible();
});

test('a deep link opens one thing, and its list is one press away', async () => {
  serve(signedIn);
  mount({ fragment: `#cc/orders/${anId(100)}` });
  await expect.element(heading('Order KQ-10234')).toBeVisible();
  await page.getByRole('link', { name: 'Orders' }).last().click();
  await expect.element(heading('Orders')).toBeVisible();
});

test("the page's own fragments are left alone", async () => {
  serve(signedIn);
  mount({ fragment: '#cc/orders' });
  await expect.element(heading('Orders')).toBeVisible();
  location.hash = '#prices';
  await expect.element(heading('Orders')).toBeVisible();
  expect(location.hash).toBe('#prices');
});

test('a place that does not exist shows the first section', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/nonsense' });
  await expect.element(heading('Hello, Ann')).toBeVisible();
});

test('the heading of a new view takes the focus, and the first view does not', async () => {
  serve(signedIn);
  mount();
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(focused()).toBe(document.body);
  await link('Orders').click();
  await expect.element(heading('Orders')).toBeVisible();
  await expect.poll(() => focused()).toBe(heading('Orders').element());
});

test('the account menu is worked by the keyboard and gives the focus back', async () => {
  serve(signedIn);
  mount();
  await expect.element(avatar()).toBeVisible();
  (avatar().element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => focused()?.textContent.trim()).toBe('My Account');
  await userEvent.keyboard('{ArrowDown}');
  expect(focused()?.textContent.trim()).toBe('Overview');
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  expect(focused()?.textContent.trim()).toBe('Sign out');
  await userEvent.keyboard('{Home}{End}{Escape}');
  expect(focused()).toBe(avatar().element());
  expect(avatar().element().getAttribute('aria-expanded')).toBe('false');
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(() => focused()?.textContent.trim()).toBe('Sign out');
});

test('the account menu closes when something else is pressed or has the focus', async () => {
  serve(signedIn);
  mount();
  await avatar().click();
  await expect.element(page.getByRole('menu')).toBeVisible();
  await page.getByText('Kiln & Quill').click();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  await avatar().click();
  await expect.element(page.getByRole('menu')).toBeVisible();
  (link('Orders').element() as HTMLElement).focus();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
});

test('the account menu says whose account it is, and closes by a second press', async () => {
  serve(signedIn);
  mount();
  await avatar().click();
  await expect.element(page.getByText('Ann Okafor')).toBeVisible();
  expect(avatar().element().getAttribute('aria-expanded')).toBe('true');
  await avatar().click();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  expect(avatar().element().getAttribute('aria-expanded')).toBe('false');
});

const withPicture: Answers = {
  ...signedIn,
  'GET /boot': () => aBoot({ customer: aCustomer({ mayHavePicture: true }), overview: anOverview() }),
};
const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const picture = (center: HTMLElement) => center.shadowRoot!.querySelector<HTMLImageElement>('.avatar img');

test('a picture stands over the initials, where the site shows one, and is round and inside', async () => {
  serve(withPicture);
  const center = mount();
  await expect.element(avatar()).toBeVisible();
  const image = picture(center)!;
  expect(image.src).toMatch(/^https:\/\/center\.example\/api\/v1\/site-\d+\/avatar$/);
  image.hidden = false;
  image.src = pixel;
  await image.decode();
  const [inner, outer] = [image, avatar().element()].map((element) => element.getBoundingClientRect());
  expect(inner).toEqual(outer);
  expect(getComputedStyle(avatar().element()).overflow).toBe('hidden');
  expect(image.alt).toBe('');
});

test('a picture that is not there leaves the initials', async () => {
  serve(withPicture);
  const center = mount({ attributes: { server: 'https://localhost:1' } });
  await expect.element(avatar()).toHaveTextContent('AO');
  await expect.poll(() => picture(center)?.checkVisibility()).toBe(false);
});

test('no picture is asked for where the site shows none', async () => {
  serve(signedIn);
  const center = mount();
  await expect.element(avatar()).toHaveTextContent('AO');
  expect(picture(center)).toBeNull();
});

test('the menu leads to My Account', async () => {
  serve(signedIn);
  mount();
  await avatar().click();
  await page.getByRole('menuitem', { name: 'My Account' }).click();
  await expect.element(heading('My Account')).toBeVisible();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
});

test('signing out clears the screen at once, also when the server cannot be reached', async () => {
  serve({ ...signedIn, 'POST /sign-out': () => refuse('unavailable', 503) });
  const center = mount();
  await avatar().click();
  const events: string[] = [];
  center.addEventListener('customer-center-signed-out', ({ type }) => events.push(type));
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect.element(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  expect(center.shadowRoot!.textContent).not.toContain('Okafor');
  await expect.element(page.getByText('the server does not know yet')).toBeVisible();
  expect(events).toEqual(['customer-center-signed-out']);
});

test('one line offers to set a password, and goes away for good when closed', async () => {
  serve({
    ...signedIn,
    'GET /boot': () => aBoot({ customer: aCustomer({ maySetPassword: true }), overview: anOverview() }),
  });
  mount();
  await expect.element(page.getByRole('link', { name: 'Set a password' })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await link('Orders').click();
  await expect.element(heading('Orders')).toBeVisible();
  await expect.element(page.getByRole('link', { name: 'Set a password' })).not.toBeInTheDocument();
  expect(sessionStorage.length + localStorage.length).toBe(0);
});

test('a center that is switched off says so and still lets people sign out', async () => {
  serve({ ...signedIn, 'GET /boot': () => aBoot({ customer: aCustomer(), site: aSite({ sections: [] }) }) });
  mount();
  await expect.element(heading('Closed at the moment')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('a section that was switched off meanwhile says so', async () => {
  serve({ ...signedIn, 'GET /orders': () => refuse('switched_off', 403) });
  mount({ fragment: '#cc/orders' });
  await expect.element(page.getByText('This is not offered at the moment.')).toBeVisible();
});

test('links inside the center survive a page with a base address', async () => {
  serve(signedIn);
  mount();
  const base = document.createElement('base');
  base.href = 'https://elsewhere.example/';
  document.head.append(base);
  onTestFinished(() => base.remove());
  await expect.element(link('Orders')).toHaveAttribute('href', `${location.href.split('#')[0]}#cc/orders`);
});

test('when the server cannot be reached, trying again is enough', async () => {
  let isUp = false;
  serve({ ...signedOut(), 'GET /boot': () => (isUp ? aBoot() : refuse('unavailable', 503)) });
  mount();
  await expect.element(page.getByText('Nothing was changed')).toBeVisible();
  isUp = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.element(page.getByRole('button', { name: 'Continue' })).toBeVisible();
});

test('an unknown site says so, without a button that could not help', async () => {
  serve({ 'GET /boot': () => refuse('site_unknown', 404) });
  mount();
  await expect.element(page.getByText('not set up yet')).toBeVisible();
  await expect.element(page.getByRole('button')).not.toBeInTheDocument();
});

test('an element without a site says what is missing and asks nobody', async () => {
  const server = serve({});
  mount({ attributes: { site: '' } });
  await expect.element(page.getByText('check its attributes “site” and “server”')).toBeVisible();
  expect(server.calls).toEqual([]);
});

test('the tab of the current section is in view, however many there are', async () => {
  serve(signedIn);
  mount({ width: '390px', fragment: '#cc/security' });
  const isInView = (name: string) => {
    const tabs = page.getByRole('navigation').getByRole('list').element().getBoundingClientRect();
    const tab = link(name).element().getBoundingClientRect();
    return tab.left >= tabs.left && tab.right <= tabs.right;
  };
  await expect.element(heading('Security')).toBeVisible();
  await expect.poll(() => isInView('Security')).toBe(true);
  expect(isInView('Overview')).toBe(false);
  await link('Credit Memos').click();
  await expect.poll(() => isInView('Credit Memos')).toBe(true);
  expect(scrollY).toBe(0);
  const tabs = page.getByRole('navigation').getByRole('list').element();
  await expect.poll(() => tabs.hasAttribute('data-scrolled')).toBe(true);
  tabs.scrollLeft = 0;
  await expect.poll(() => tabs.hasAttribute('data-scrolled')).toBe(false);
});

test('a wide column shows every section at once', async () => {
  serve(signedIn);
  mount({ width: '1280px' });
  await expect.element(heading('Hello, Ann')).toBeVisible();
  const lefts = page
    .getByRole('navigation')
    .getByRole('link')
    .elements()
    .map((element) => element.getBoundingClientRect().left);
  expect(lefts).toHaveLength(sectionNames.length);
  expect(new Set(lefts).size).toBe(1);
});
