import { html, nothing, type TemplateResult } from 'lit';

export interface ButtonOptions {
  readonly label: string;
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'link';
  /** While busy the button keeps its width and focus, and does nothing. */
  readonly isBusy?: boolean;
  /** Without it the button submits its form. */
  readonly onClick?: ((event: Event) => void) | undefined;
}

export const button = ({ label, kind = 'primary', isBusy = false, onClick }: ButtonOptions): TemplateResult =>
  html`<button
    class=${kind === 'link' ? 'link' : `button ${kind}`}
    part=${kind === 'link' ? 'link' : `button button-${kind}`}
    type=${onClick ? 'button' : 'submit'}
    aria-disabled=${isBusy ? 'true' : nothing}
    @click=${(event: Event) => {
      if (isBusy) event.preventDefault();
      else onClick?.(event);
    }}
  >
    ${label}
  </button>`;
