import { msg } from '@lit/localize';
import { nothing, type TemplateResult } from 'lit';
import { button } from './button.ts';

/** Appends the next page. The lists are read by key, so nothing is shown twice when something new comes in meanwhile. */
export const showMore = (next: string | null, isBusy: boolean, onMore: () => void): TemplateResult | typeof nothing =>
  next === null ? nothing : button({ label: msg('Show more'), kind: 'secondary', isBusy, onClick: onMore });
