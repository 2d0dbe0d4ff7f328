import { html, nothing, type TemplateResult } from 'lit';

export interface NoticeOptions {
  readonly kind: 'danger' | 'warning' | 'success' | 'info';
  readonly title?: string;
  readonly text: unknown;
  readonly action?: TemplateResult | undefined;
}

/** One message with at most one action beside it. */
export const notice = ({ kind, title, text, action }: NoticeOptions): TemplateResult =>
  html`<div class="notice ${kind}" part="notice notice-${kind}">
    <div>${title ? html`<strong>${title}</strong> ` : nothing}${text}</div>
    ${action ?? nothing}
  </div>`;
