/**
 * When somebody can begin to type on a slow phone: the shop's account page with the center on it, next to the same page with
 * a form written by hand, which is the soonest that anything could be ready there. Cold caches, in turn, in one browser.
 */
import { readFileSync } from 'node:fs';
import type { Express } from 'express';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { demoPages } from '../../examples/demo-pages.ts';
import { startApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';

const rounds = 7;
/** "Slow 4G" of Chromium's developer tools; latency is from a request to its answer. */
const slow4g = { offline: false, latency: 562.5, downloadThroughput: 1_440_000 / 8, uploadThroughput: 675_000 / 8 };
const unthrottled = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const slowly = { network: slow4g, processor: 4 };
const quickly = { network: unthrottled, processor: 1 };

/** Set by `watch` in the page. */
interface Watched {
  readyAt?: number;
  shift: number;
}

interface Visit {
  readyMillis: number;
  scriptMillis: number;
  shift: number;
  requests: number;
}

/** Each with its own sheet of styles to fetch, as most pages have, and with the styles inside, where only the center waits. */
const pages = [
  { name: 'a form by hand', path: '/shop/form.html' },
  { name: 'the center', path: '/shop/account.html', against: 0 },
  { name: 'a form by hand, styles in the page', path: '/shop/form-inline.html' },
  { name: 'the center, styles in the page', path: '/shop/account-inline.html', against: 2 },
];

/** Opens each page several times on a slow network and processor, and on quick ones; `print` is given the table. */
export async function measureReadiness(print: (title: string, rows: string[][]) => void): Promise<void> {
  const app = await startApp({ pages: (mailbox) => (express) => addPages(express, demoPages(mailbox)) });
  await aSite(app, { centerAddress: `${app.url}/shop/account.html` }, [], 'kiln-and-quill');
  const browser = await chromium.launch({
    executablePath: process.env.CC_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const slow = pages.map((): Visit[] => []);
  const quick = pages.map((): Visit[] => []);
  try {
    for (const { path } of pages) await visit(browser, app.url + path, quickly);
    for (let round = 0; round < rounds; round++) {
      // Back and forth, so that nobody always comes after the same one.
      for (const [at, { path }] of round % 2 ? [...pages.entries()].reverse() : pages.entries()) {
        slow[at]?.push(await visit(browser, app.url + path, slowly));
        quick[at]?.push(await visit(browser, app.url + path, quickly));
      }
    }
  } finally {
    await browser.close();
  }
  print(`ready to type on slow 4G with a processor four times slower; median of ${rounds} cold visits each`, [
    ['', 'ready ms', 'beyond form', 'layout shift', 'requests', 'script ms ×1', 'script ms ×4'],
    ...pages.map((page, at) => rowOf(page, { own: slow[at], quick: quick[at], other: slow[page.against ?? at] })),
  ]);
}

/** The account page with a form in place of the center, and both of them with their styles inside. */
function addPages(express: Express, add: (express: Express) => void): void {
  const account = readFileSync('examples/plain-html/account.html', 'utf8');
  const form = `<form>
    <p><label>Email address <input type="email" autocomplete="email" /></label></p>
    <p><button class="button">Continue</button></p>
  </form>`;
  const byHand = account
    .replace(/<link rel="preload".*?>/s, '')
    .replace(/<script.*?<\/script>/s, '')
    .replace(/<customer-center.*?<\/customer-center>/s, form);
  const styles = `<style>${readFileSync('examples/plain-html/shop.css', 'utf8')}</style>`;
  const inside = (page: string) => page.replace(/<link rel="stylesheet".*?>/, styles);
  const answer = (path: string, page: string) =>
    express.get(path, (_request, response) => void response.type('html').send(page));
  answer('/shop/form.html', byHand);
  answer('/shop/form-inline.html', inside(byHand));
  answer('/shop/account-inline.html', inside(account));
  add(express);
}

async function visit(browser: Browser, url: string, { network, processor }: typeof slowly): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', network);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: processor });
  await devTools.send('Performance.enable');
  await page.addInitScript(watch);
  let requests = 0;
  page.on('request', () => requests++);
  await page.goto(url, { waitUntil: 'commit' });
  // Seldom: asking takes the processor, too.
  await page.waitForFunction(() => (window as unknown as { watched: Watched }).watched.readyAt, null, { polling: 100 });
  const readyAfter = requests;
  await page.waitForLoadState('networkidle');
  const result = await read(page, devTools);
  await context.close();
  return { ...result, requests: readyAfter };
}

async function read(page: Page, devTools: CDPSession): Promise<Omit<Visit, 'requests'>> {
  const { readyAt = NaN, shift } = await page.evaluate(() => (window as unknown as { watched: Watched }).watched);
  const { metrics } = await devTools.send('Performance.getMetrics');
  const seconds = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  const scriptMillis = (seconds('ScriptDuration') + seconds('V8CompileDuration')) * 1000;
  return { readyMillis: readyAt, shift, scriptMillis };
}

/** Runs in the page: notes when an email field has been painted, and adds up what moved. */
function watch(): void {
  const watched: Watched = { shift: 0 };
  (window as unknown as { watched: Watched }).watched = watched;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries() as (PerformanceEntry & { value: number })[]) watched.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    const root = document.querySelector('customer-center')?.shadowRoot ?? document;
    const field = root.querySelector('input[type=email]');
    if (!field?.getBoundingClientRect().height) return void requestAnimationFrame(look);
    // The frame is painted when the next task runs.
    setTimeout(() => (watched.readyAt = performance.now()));
  };
  requestAnimationFrame(look);
}

interface Visits {
  own?: Visit[] | undefined;
  quick?: Visit[] | undefined;
  /** To the page that it is held against. */
  other?: Visit[] | undefined;
}

function rowOf({ name, against }: (typeof pages)[number], { own = [], quick = [], other = [] }: Visits): string[] {
  const typical = (visits: Visit[], figure: keyof Visit) => median(visits.map((each) => each[figure]));
  const beyond = median(own.map(({ readyMillis }, round) => readyMillis - (other[round]?.readyMillis ?? NaN)));
  return [
    name,
    typical(own, 'readyMillis').toFixed(0),
    against === undefined ? '' : `+${beyond.toFixed(0)}`,
    typical(own, 'shift').toFixed(4),
    typical(own, 'requests').toFixed(0),
    typical(quick, 'scriptMillis').toFixed(1),
    typical(own, 'scriptMillis').toFixed(1),
  ];
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
