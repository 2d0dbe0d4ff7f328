import { afterAll, afterEach, beforeAll } from 'vitest';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright';

let browser: Browser;
const open = new Set<BrowserContext>();

/** One Chromium for a file of journeys; every context is closed after its test. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = process.env.CC_CHROMIUM ?? '/usr/bin/chromium';
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterEach(async () => {
    await Promise.all([...open].map((context) => context.close()));
    open.clear();
  });
  afterAll(() => browser?.close());
}

export interface Visit {
  page: Page;
  /** Console errors and violations of the page's policy so far. */
  troubles: string[];
}

/** A person with a browser of their own. */
export async function aBrowser(options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  open.add(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const troubles: string[] = [];
  page.on('console', (message) => {
    // A refusal by the server is an answer, and browsers write each of them to the console.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return { page, troubles };
}
