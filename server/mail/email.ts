/** An email as it is built: compiled once by the build, filled here. */
import { escapeHtml } from '../http/html.ts';

export interface EmailTemplate {
  subject: string;
  html: string;
  text: string;
}

/** A merge field has no value. Such an email is not sent; it waits, and the site's staff read which field it was. */
export class EmptyField extends Error {
  constructor(readonly field: string) {
    super(`the merge field ${field} is empty`);
  }
}

/**
 * Puts values in place of `{{field}}`: escaped in the HTML, and on one line each, so that no value adds a header or a
 * paragraph. `{{lines:field}}` keeps the lines of what a person wrote, each marked as a quotation in the text.
 */
export function fillEmail(template: EmailTemplate, values: Record<string, string>) {
  const fill = (text: string, write: (value: string) => string, lineBreak = ' ') =>
    text.replace(/\{\{(lines:)?(\w+)\}\}/g, (_, hasLines: string | undefined, field: string) => {
      const lines = (values[field] ?? '').trim().split(hasLines ? /\r?\n/ : /\p{Cc}+/u);
      const value = lines.map((line) => write(line.replace(/\p{Cc}+/gu, ' '))).join(hasLines ? lineBreak : ' ');
      if (!value) throw new EmptyField(field);
      return value;
    });
  return {
    subject: fill(template.subject, (value) => value),
    html: fill(template.html, escapeHtml, '<br>'),
    text: fill(template.text, (value) => value, '\n> '),
  };
}
