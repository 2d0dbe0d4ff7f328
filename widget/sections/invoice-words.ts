/** What an invoice is called on every screen. */
import { msg, str } from '@lit/localize';
import type { TemplateResult } from 'lit';
import type { InvoiceSummary } from '../../server/features/invoices/invoices.contract.ts';
import type { Format } from '../format.ts';
import { pill } from '../parts/pill.ts';

/** Due on 3 May, Overdue since 3 May */
export function dueWords(dueAt: string | null, isOverdue: boolean, format: Format): string {
  if (!dueAt) return msg('Due now');
  const date = format.date(dueAt);
  return isOverdue ? msg(str`Overdue since ${date}`) : msg(str`Due on ${date}`);
}

export function invoiceState({ state, isOverdue }: InvoiceSummary): TemplateResult {
  switch (state) {
    case 'open':
      return pill(msg('To pay'), isOverdue ? 'danger' : 'warning');
    case 'paid':
      return pill(msg('Paid'), 'success');
    case 'void':
      return pill(msg('Withdrawn'));
    case 'uncollectible':
      return pill(msg('Written off'));
  }
}
