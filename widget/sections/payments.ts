import { msg } from '@lit/localize';
import type { TemplateResult } from 'lit';
import type { Payment } from '../../server/features/payments/payments.contract.ts';
import { define } from '../elements.ts';
import { empty } from '../parts/empty.ts';
import { FilteredList, type FilterQuery } from './filtered-list.ts';
import { paymentRow } from './payment-row.ts';

/** Every payment with its card and result, newest first. */
class Payments extends FilteredList<Payment> {
  protected override readonly hasResult = true;

  protected ask(query: FilterQuery) {
    return this.around.call('GET /payments', { query });
  }

  protected headingText(): string {
    return msg('Payments');
  }

  protected renderItem(payment: Payment): TemplateResult {
    return paymentRow(payment, this.around, payment.title ?? msg('Payment'));
  }

  protected renderEmpty(): TemplateResult {
    return empty('payments', msg('Every payment will appear here, with its card and result.'));
  }
}

define('customer-center-payments', Payments);
