import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';

/** Rows in the shape of what comes, so that nothing jumps when it does; or what stands in the list of another class. */
export const skeletonRows = (count: number, list = 'rows'): TemplateResult =>
  html`<div class=${list} aria-busy="true">
    <span class="hidden">${msg('Loading…')}</span>
    ${Array.from({ length: count }, () => html`<div class="row-skeleton skeleton"></div>`)}
  </div>`;
