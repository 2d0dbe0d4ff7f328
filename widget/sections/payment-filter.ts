import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Payment } from '../../server/features/payments/payments.contract.ts';
import { field } from '../parts/field.ts';

const periods = ['all', 'month', 'year', 'dates'] as const;
const results = ['succeeded', 'failed', 'refunded'] as const;

/** Which payments to show. */
export interface PaymentFilter {
  readonly period: (typeof periods)[number];
  /** Days such as `2031-05-03`, of the period `dates`; empty for no limit. */
  readonly from: string;
  readonly to: string;
  readonly result: Payment['state'] | undefined;
}

export const everything: PaymentFilter = { period: 'all', from: '', to: '', result: undefined };

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** What the server is asked. */
export function queryOf({ period, from, to, result }: PaymentFilter) {
  const first = { all: '', month: dayBefore(30), year: dayBefore(365), dates: from }[period];
  const last = period === 'dates' ? to : '';
  return { ...(first && { from: first }), ...(last && { to: last }), ...(result && { state: result }) };
}

/** While a year is being typed, its first digits make a day long ago. */
export const isWhole = ({ from, to }: PaymentFilter): boolean => [from, to].every((day) => !day || day > '1900');

/** What a form made by `paymentFilter` says. */
export function readFilter(form: HTMLFormElement): PaymentFilter {
  const data = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const period = periods.find((name) => name === data['period']) ?? 'all';
  const result = results.find((name) => name === data['result']);
  if (period === 'all' && !result) return everything;
  return { period, result, from: data['from'] ?? '', to: data['to'] ?? '' };
}

interface PaymentFilterOptions {
  readonly filter: PaymentFilter;
  readonly dateError: string | undefined;
  readonly onChange: (event: Event) => void;
}

/** The period to choose from, first and last day when wanted, and the result. */
export function paymentFilter({ filter, dateError, onChange }: PaymentFilterOptions): TemplateResult {
  return html`<form
    class="payment-filter"
    novalidate
    @change=${onChange}
    @submit=${(event: Event) => event.preventDefault()}
  >
    <div class="payment-choices">
      <fieldset class="payment-periods">
        <legend class="hidden">${msg('Period')}</legend>
        ${periods.map((period) => renderPeriod(period))}
      </fieldset>
      <div class="payment-result">
        <label for="payment-result" part="label">${msg('Result')}</label>
        <select part="input" id="payment-result" name="result">
          <option value="">${msg('All')}</option>
          ${results.map((result) => html`<option value=${result}>${resultWords(result)}</option>`)}
        </select>
      </div>
    </div>
    ${filter.period === 'dates' ? renderDates(filter, dateError) : nothing}
  </form>`;
}

const renderPeriod = (period: PaymentFilter['period']): TemplateResult =>
  html`<label class="payment-period">
    <input class="hidden" type="radio" name="period" value=${period} ?checked=${period === 'all'} />
    ${periodWords(period)}
  </label>`;

const renderDates = ({ from, to }: PaymentFilter, error: string | undefined): TemplateResult =>
  html`<div class="payment-dates">
    ${field({ id: 'payments-from', name: 'from', label: msg('From'), type: 'date', value: from })}
    ${field({ id: 'payments-to', name: 'to', label: msg('To'), type: 'date', value: to, error })}
  </div>`;

function periodWords(period: PaymentFilter['period']): string {
  switch (period) {
    case 'all':
      return msg('All');
    case 'month':
      return msg('30 days');
    case 'year':
      return msg('A year');
    case 'dates':
      return msg('From – to');
  }
}

function resultWords(result: Payment['state']): string {
  switch (result) {
    case 'succeeded':
      return msg('Paid');
    case 'failed':
      return msg('Failed');
    case 'refunded':
      return msg('Refunded');
  }
}
