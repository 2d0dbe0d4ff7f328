import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';

/** Rows in the shape of what comes, so that nothing jumps when it does. */
export const skeletonRows = (count: number): TemplateResult =>
  html`<div class="rows" aria-busy="true">
    <span class="hidden">${msg('Loading…')}</span>
    ${Array.from({ length: count }, () => html`<div class="row-skeleton skeleton"></div>`)}
  </div>`;
