/** Puts the element on a page as a vendor would. */
import { expect, onTestFinished } from 'vitest';
import type { Locator } from 'vitest/browser';
import '../../widget/customer-center.ts';
import type { CustomerCenter } from '../../widget/customer-center.ts';

export interface PageOptions {
  readonly attributes?: Record<string, string>;
  /** Fragment of the page's address when the element starts. */
  readonly fragment?: string;
  readonly theme?: 'light' | 'dark';
  readonly width?: string;
  /** Of the page. */
  readonly lang?: string;
}

let sites = 0;

/** A site id of its own for every test, since elements of one site share their session. */
export const aSiteId = (): string => `site-${++sites}`;

export function mount({
  attributes = {},
  fragment = '',
  theme = 'light',
  width = 'auto',
  lang = 'en',
}: PageOptions = {}): CustomerCenter {
  history.replaceState(null, '', location.pathname + location.search + fragment);
  document.documentElement.lang = lang;
  const page = document.createElement('main');
  const [color, background] = theme === 'dark' ? ['#dfe3ea', '#12151b'] : ['#222a33', '#ffffff'];
  Object.assign(page.style, { color, background, width, font: '16px/1.5 sans-serif', padding: '8px' });
  const element = document.createElement('customer-center');
  const all = { site: aSiteId(), server: 'https://center.example', ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  page.append(element);
  document.body.append(page);
  onTestFinished(() => {
    page.remove();
    history.replaceState(null, '', location.pathname + location.search);
  });
  return element;
}

/** The element inside the shadow roots that has the focus. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Waits until what `locator` finds has the focus. */
export const expectFocus = (locator: Locator): Promise<void> =>
  expect.poll(() => focused() === locator.query()).toBe(true);
