import { defineConfig } from 'vitest/config';
import { playwright } from '@vitest/browser-playwright';
import type { BrowserCommand } from 'vitest/node';
import { compileEmails } from './server/mail/compile-emails.ts';

const chromium = process.env.CC_CHROMIUM ?? '/usr/bin/chromium';

/** Makes scripts of that name unreachable for the pages of tests, or reachable again. */
const cutOff: BrowserCommand<[name: string, isOff: boolean]> = async ({ context }, name, isOff) => {
  const scripts = `**/${name}*`;
  if (isOff) await context.route(scripts, (route) => route.abort());
  else await context.unroute(scripts);
};

/** Stripe's published sample objects are no part of this repository; STRIPE_OBJECTS says where they are. */
const withoutSamples = process.env.STRIPE_OBJECTS ? [] : ['tests/gateway/import-real-objects.test.ts'];

const node = (name: string, more: object = {}) => ({
  plugins: [compileEmails()],
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 120_000,
    ...more,
  },
});

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/closing-line.js'],
    maxWorkers: 2,
    projects: [
      node('server', { globalSetup: './tests/support/database-server.ts' }),
      node('gateway', { globalSetup: './tests/support/database-server.ts', exclude: withoutSamples }),
      node('journeys', { globalSetup: './tests/support/database-server.ts', testTimeout: 60_000 }),
      node('build', { testTimeout: 60_000 }),
      node('ops', { globalSetup: './tests/support/database-server.ts', testTimeout: 90_000 }),
      node('bench', {
        globalSetup: './tests/support/database-server.ts',
        include: ['tests/bench/run.ts'],
        testTimeout: 600_000,
      }),
      {
        test: {
          name: 'widget',
          include: ['tests/widget/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: { cutOff },
            provider: playwright({
              launchOptions: {
                executablePath: chromium,
                args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
