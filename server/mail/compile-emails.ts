import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import mjml2html from 'mjml';
import type { Plugin } from 'vite';

/**
 * Turns an imported `.mjml` file into its HTML at build time: mjml takes over a second to load and is not needed by the
 * running server. A message is written without its frame, which `layout.mjml` beside it holds; its first line is a comment
 * `<!-- preview: … -->` with what mail programs show beside the subject; its name ends in `.de.mjml` in German. Merge fields (`{{name}}`) pass through and are
 * filled, escaped, by `fillEmail`.
 */
export function compileEmails(): Plugin {
  return {
    name: 'compile-emails',
    async load(id) {
      if (!id.endsWith('.mjml')) return null;
      const [message, layout] = await Promise.all([
        readFile(id, 'utf8'),
        readFile(join(dirname(id), 'layout.mjml'), 'utf8'),
      ]);
      const [, preview = '', content = ''] = /^<!-- preview: (.*?) -->\n([^]*)$/.exec(message) ?? [];
      const [, language = 'en'] = /\.(\w\w)\.mjml$/.exec(id) ?? [];
      const source = layout
        .replace('<mjml lang="en">', `<mjml lang="${language}">`)
        .replace('<!-- preview -->', preview)
        .replace('<!-- content -->', content);
      const { html, errors } = await mjml2html(source, { validationLevel: 'strict', filePath: id, fonts: {} });
      if (errors.length > 0) throw new Error(`${id}: ${errors.map((error) => error.formattedMessage).join('; ')}`);
      return `export const html = ${JSON.stringify(html)};`;
    },
  };
}
