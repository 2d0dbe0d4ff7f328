import { html, type TemplateResult } from 'lit';

/** A modal dialog; whoever renders it opens it. Escape closes it; the browser gives the focus back to where it was. */
export const dialog = (options: { label: string; content: TemplateResult; onClose: () => void }): TemplateResult =>
  html`<dialog part="dialog" aria-label=${options.label} @close=${options.onClose}>${options.content}</dialog>`;
