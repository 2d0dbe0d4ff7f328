import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Payment } from '../../server/features/payments/payments.contract.ts';
import { field } from '../parts/field.ts';
import { paymentWords } from './payment-row.ts';

const periods = ['all', 'month', 'year', 'dates'] as const;
const results = ['succeeded', 'failed', 'refunded'] as const;

/** Which orders or payments to show. */
export interface PeriodFilter {
  readonly period: (typeof periods)[number];
  /** Days such as `2031-05-03`, of the period `dates`; empty for no limit. */
  readonly from: string;
  readonly to: string;
  /** Of payments only. */
  readonly result: Payment['state'] | undefined;
}

export const everything: PeriodFilter = { period: 'all', from: '', to: '', result: undefined };

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** What the server is asked. */
export function queryOf({ period, from, to, result }: PeriodFilter) {
  const first = { all: '', month: dayBefore(30), year: dayBefore(365), dates: from }[period];
  const last = period === 'dates' ? to : '';
  return { ...(first && { from: first }), ...(last && { to: last }), ...(result && { state: result }) };
}

/** While a year is being typed, its first digits make a day long ago. */
export const isWhole = ({ from, to }: PeriodFilter): boolean => [from, to].every((day) => !day || day > '1900');

/** What a form made by `periodFilter` says. */
export function readFilter(form: HTMLFormElement): PeriodFilter {
  const data = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const period = periods.find((name) => name === data['period']) ?? 'all';
  const result = results.find((name) => name === data['result']);
  if (period === 'all' && !result) return everything;
  return { period, result, from: data['from'] ?? '', to: data['to'] ?? '' };
}

export const filterStyles = css`
  .filter {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75em;
    max-width: 30em;
  }
  .filter > * {
    flex: 1 10em;
  }
  .filter .filter {
    flex-basis: 100%;
  }
`;

interface PeriodFilterOptions {
  readonly filter: PeriodFilter;
  /** Is there a result to choose as well? */
  readonly hasResult?: boolean;
  readonly dateError: string | undefined;
  readonly onChange: (event: Event) => void;
}

/** The period to choose from, first and last day when wanted, and the result; under `filterStyles`. */
export const periodFilter = ({ filter, hasResult, dateError, onChange }: PeriodFilterOptions): TemplateResult =>
  html`<form class="filter" novalidate @change=${onChange} @submit=${(event: Event) => event.preventDefault()}>
    ${choice(
      'period',
      msg('Period'),
      periods.map((period) => [period, periodWords(period)]),
    )}
    ${hasResult ? choice('result', msg('Result'), [['', msg('All')], ...results.map((result) => [result, paymentWords(result)])]) : nothing}
    ${filter.period === 'dates' ? renderDates(filter, dateError) : nothing}
  </form>`;

const choice = (name: string, label: string, options: string[][]): TemplateResult =>
  html`<div class="field" part="field">
    <label for="filter-${name}" part="label">${label}</label>
    <select part="input" id="filter-${name}" name=${name}>
      ${options.map(([value, words]) => html`<option value=${value!}>${words}</option>`)}
    </select>
  </div>`;

const renderDates = ({ from, to }: PeriodFilter, error: string | undefined): TemplateResult =>
  html`<div class="filter">
    ${field({ id: 'filter-from', name: 'from', label: msg('From'), type: 'date', value: from })}
    ${field({ id: 'filter-to', name: 'to', label: msg('To'), type: 'date', value: to, error })}
  </div>`;

function periodWords(period: PeriodFilter['period']): string {
  switch (period) {
    case 'all':
      return msg('All', { id: 'all-dates' });
    case 'month':
      return msg('30 days');
    case 'year':
      return msg('12 months');
    case 'dates':
      return msg('Choose dates');
  }
}
