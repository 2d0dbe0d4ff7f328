import { html, type TemplateResult } from 'lit';

/** A name and what it is; belongs into a `<dl class="facts">`. */
export const fact = (name: string, value: unknown): TemplateResult =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
