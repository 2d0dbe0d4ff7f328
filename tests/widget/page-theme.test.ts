import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import { type Color, contrast, readable } from '../../widget/color.ts';
import { aBoot, aSite } from './builders.ts';
import { serve, signedOut } from './fake-server.ts';
import { mount } from './mount.ts';

const channel = fc.double({ min: 0, max: 1, noNaN: true });
const color = fc.tuple(channel, channel, channel) as fc.Arbitrary<Color>;

test('every colour is made readable on every background', () => {
  fc.assert(
    fc.property(color, color, (text, background) => contrast(readable(text, background), background) >= 4.5),
    { numRuns: 5000 },
  );
});

async function continueButton(): Promise<CSSStyleDeclaration> {
  const button = page.getByRole('button', { name: 'Continue' });
  await expect.element(button).toBeVisible();
  return getComputedStyle(button.element());
}

function addToPage(html: string): void {
  const box = document.createElement('div');
  box.innerHTML = html;
  document.body.prepend(box);
  onTestFinished(() => box.remove());
}

test("the page's own button lends its colour and its corners", async () => {
  serve(signedOut());
  addToPage('<button style="background: oklch(45% 0.1 160); border: 0; border-radius: 3px">Book</button>');
  mount();
  const { backgroundColor, borderRadius, color: ink } = await continueButton();
  expect(backgroundColor).toBe('rgb(5, 102, 65)');
  expect(borderRadius).toBe('3px');
  expect(ink).toBe('rgb(255, 255, 255)');
});

test('without a button a link lends its colour', async () => {
  serve(signedOut());
  addToPage('<p><a href="/" style="color: #8a2b1f">Press</a></p>');
  mount();
  expect((await continueButton()).backgroundColor).toBe('rgb(138, 43, 31)');
});

test("without either the site's gradient does", async () => {
  serve({ 'GET /boot': () => aBoot({ site: aSite({ gradient: ['#123456', '#654321'] }) }) });
  mount();
  expect((await continueButton()).backgroundColor).toBe('rgb(18, 52, 86)');
});

test('what the vendor sets is stronger than what the page shows', async () => {
  serve(signedOut());
  addToPage(
    '<button style="background: #135724; border: 0">Book</button><style>customer-center { --cc-accent: #ffd400; --cc-radius: 0px }</style>',
  );
  mount();
  const { backgroundColor, borderRadius, color: ink } = await continueButton();
  expect([backgroundColor, borderRadius, ink]).toEqual(['rgb(255, 212, 0)', '0px', 'rgb(0, 0, 0)']);
});

test('a dark page is recognised by its background', async () => {
  serve(signedOut());
  const center = mount({ theme: 'dark' });
  await continueButton();
  expect(getComputedStyle(center).colorScheme).toBe('dark');
});

test('a theme that contradicts the page brings its own background', async () => {
  serve(signedOut());
  const center = mount({ theme: 'light', attributes: { theme: 'dark' } });
  await continueButton();
  const style = getComputedStyle(center);
  expect([style.colorScheme, style.backgroundColor]).toEqual(['dark', 'rgb(20, 22, 26)']);
  expect(style.color).not.toBe('rgb(34, 42, 51)');
});

test('the element leaves no mark on the page', async () => {
  serve(signedOut());
  const center = mount();
  await continueButton();
  expect(center.getAttributeNames()).toEqual(['site', 'server']);
});
