import { html, type TemplateResult } from 'lit';

/** An empty place says what will appear; the vendor can put something else into the slot. */
export const empty = (section: string, text: string): TemplateResult =>
  html`<slot name="empty-${section}"><p class="empty" part="empty">${text}</p></slot>`;
