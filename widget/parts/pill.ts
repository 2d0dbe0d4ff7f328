import { html, type TemplateResult } from 'lit';

export type Tone = 'success' | 'warning' | 'danger' | 'plain';

/** A state in words. The colour only repeats what the words say. */
export const pill = (text: string, tone: Tone = 'plain'): TemplateResult =>
  html`<span class="pill ${tone}" part="pill pill-${tone}">${text}</span>`;
