import { msg, str } from '@lit/localize';
import type { TemplateResult } from 'lit';
import { css, html } from 'lit';
import { field } from './field.ts';

export const codeFieldStyles = css`
  .code input {
    font-size: 1.75em;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.32em;
    text-align: center;
    padding-inline: 0.5em 0.18em;
  }
`;

/** Six digits, typed or pasted whole in any spacing. `onComplete` runs when the sixth arrives. Under `codeFieldStyles`. */
export function codeField(options: { id: string; error: string | undefined; onComplete: () => void }): TemplateResult {
  const keepDigits = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const digits = input.value.normalize('NFKC').replace(/\D/g, '').slice(0, 6);
    const wasComplete = input.dataset['complete'] === digits;
    if (input.value !== digits) input.value = digits;
    if (digits.length < 6) delete input.dataset['complete'];
    else if (!wasComplete) {
      input.dataset['complete'] = digits;
      options.onComplete();
    }
  };
  return html`<div class="code">
    ${field({
      id: options.id,
      name: 'code',
      label: msg('Six-digit code'),
      autocomplete: 'one-time-code',
      inputMode: 'numeric',
      error: options.error,
      maxLength: 20,
      onInput: keepDigits,
    })}
  </div>`;
}

/** What the email with the code is from, and the field for it. Its form is sent when the sixth digit is there. */
export const emailedCode = ({ id, sender, error, host }: EmailedCodeOptions): TemplateResult =>
  html`<p>${msg(str`An email from ${sender} with six digits is on its way. Look in the junk folder too.`)}</p>
    ${codeField({ id, error, onComplete: () => host.querySelector('form')?.requestSubmit() })}`;

interface EmailedCodeOptions {
  readonly id: string;
  readonly sender: string;
  readonly error: string | undefined;
  /** The element with the form. */
  readonly host: HTMLElement;
}

export const isCode = (code: string | undefined): code is string => /^[0-9]{6}$/.test(code ?? '');
