import { html, nothing, type TemplateResult } from 'lit';

/** Why a form was not sent, above its button. Focusable, so that it is read out and found by the keyboard. */
export const failureNotice = (sentence: string | undefined): TemplateResult | typeof nothing =>
  sentence
    ? html`<div class="notice danger" part="notice notice-danger" role="alert" tabindex="-1">${sentence}</div>`
    : nothing;
