import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { field, type FieldOptions } from './field.ts';

function togglePassword(event: Event): void {
  const control = event.currentTarget as HTMLButtonElement;
  const input = control.previousElementSibling as HTMLInputElement;
  const isHidden = input.type === 'password';
  input.type = isHidden ? 'text' : 'password';
  control.toggleAttribute('data-shown', isHidden);
}

/** A password with a button that shows what is typed. */
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
