/**
 * Three builds: `vite build` makes the script that pages load (dist/embed), `vite build --mode admin` the pages of the
 * staff (dist/admin), `vite build --mode server` bundles the programs that run in Node (dist/server).
 */
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineConfig, type UserConfig } from 'vite';
import { compileEmails } from './server/mail/compile-emails.ts';
import { compressFiles } from './widget/compress-files.ts';
import { describeElements } from './widget/describe-elements.ts';

const at = (path: string) => resolve(import.meta.dirname, path);

/** What pages name keeps its name; all it loads later is named by its content. */
const embed: UserConfig = {
  publicDir: false,
  build: {
    outDir: 'dist/embed',
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      input: {
        'customer-center': at('widget/customer-center.ts'),
        'customer-center-button': at('widget/customer-center-button.ts'),
        'customer-center-gate': at('widget/customer-center-gate.ts'),
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  plugins: [compressFiles(), describeElements()],
};

/** The pages of the staff: not for the public, so nothing is done to save their last bytes. */
const admin: UserConfig = {
  publicDir: false,
  build: {
    outDir: 'dist/admin',
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      input: { 'customer-center-admin': at('widget/customer-center-admin.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

const commands = readdirSync(at('server/commands')).filter((file) => file.endsWith('.ts'));

const server: UserConfig = {
  publicDir: false,
  // The demo's sandbox needs them, but an installation for production does not have them.
  ssr: { noExternal: ['ajv', 'fast-deep-equal', 'fast-uri', 'json-schema-traverse', 'require-from-string'] },
  build: {
    ssr: true,
    outDir: 'dist/server',
    target: 'node20',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: {
        main: at('server/main.ts'),
        demo: at('examples/demo.ts'),
        ...Object.fromEntries(commands.map((file) => [basename(file, '.ts'), at(`server/commands/${file}`)])),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  plugins: [compileEmails()],
};

const builds: Record<string, UserConfig> = { server, admin };

export default defineConfig(({ mode }) => builds[mode] ?? embed);
