import { html, type TemplateResult } from 'lit';

export const backLink = (href: string, label: string): TemplateResult =>
  html`<a class="back" part="link back" href=${href}><span aria-hidden="true">‹</span>${label}</a>`;
