import { msg } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import { field, type FieldOptions } from './field.ts';

export const passwordFieldStyles = css`
  .field-line {
    position: relative;
  }
  .field-end {
    position: absolute;
    inset: 1px 1px 1px auto;
    min-width: 4.25em;
    padding: 0 0.85em;
    border: 0;
    background: none;
    color: var(--_link);
    font-size: 0.9375em;
  }
  .field-end:focus-visible {
    outline-offset: -4px;
  }
  .field-line:has(.field-end) input {
    padding-inline-end: 6.25em;
  }
  .when-shown,
  [data-shown] .when-hidden {
    display: none;
  }
  [data-shown] .when-shown {
    display: inline;
  }
`;

function togglePassword(event: Event): void {
  const control = event.currentTarget as HTMLButtonElement;
  const input = control.previousElementSibling as HTMLInputElement;
  const isHidden = input.type === 'password';
  input.type = isHidden ? 'text' : 'password';
  control.toggleAttribute('data-shown', isHidden);
}

/** A password with a button that shows what is typed; under `passwordFieldStyles`. */
export const passwordField = (options: FieldOptions): TemplateResult =>
  field({
    ...options,
    type: 'password',
    maxLength: 256,
    end: html`<button class="field-end" part="field-end" type="button" @click=${togglePassword}>
      <span class="when-hidden">${msg('Show')}</span><span class="when-shown">${msg('Hide')}</span>
      <span class="hidden"> ${msg('password')}</span>
    </button>`,
  });
