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

/** What would break a line. */
const control = /[\p{Cc}\u2028\u2029]+/gu;
/** On one line, and read in the direction of its letters. */
export const oneLine = (text: string): string => withoutTurns(text).replace(control, ' ');
const withoutTurns = (text: string): string => text.replace(/\p{Bidi_Control}/gu, '');
const lineEnd = /\r\n|[\r\n\u2028\u2029]/u;

const mergeField = /\{\{(lines:)?(\w+)\}\}/g;

/** The names of all merge fields, each once. */
export const fieldsOf = ({ subject, html, text }: EmailTemplate): string[] => [
  ...new Set([...`${subject}${text}${html}`.matchAll(mergeField)].map(([, , field = '']) => field)),
];

/**
 * Puts values in place of `{{field}}`: escaped in the HTML, and on one line each, so that no value adds a header or a
 * paragraph. `{{lines:field}}` keeps the lines of what a person wrote, each marked as a quotation in the text.
 */
export function fillEmail(template: EmailTemplate, values: Record<string, string>) {
  const fill = (text: string, write: (value: string) => string, lineBreak = ' ') =>
    text.replace(mergeField, (_, hasLines: string | undefined, field: string) => {
      const lines = withoutTurns(values[field] ?? '')
        .trim()
        .split(hasLines ? lineEnd : control);
      const value = lines.map((line) => write(line.replace(control, ' '))).join(hasLines ? lineBreak : ' ');
      if (!value) throw new EmptyField(field);
      return value;
    });
  return {
    subject: fill(template.subject, (value) => value),
    html: fill(template.html, escapeHtml, '<br>'),
    text: fill(template.text, (value) => value, '\n> '),
  };
}
