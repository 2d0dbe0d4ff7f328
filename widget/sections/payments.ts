import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Payment } from '../../server/features/payments/payments.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { empty } from '../parts/empty.ts';
import { notice } from '../parts/notice.ts';
import { FilteredList, type FilterQuery } from './filtered-list.ts';
import { paymentRow } from './payment-row.ts';
import { queryOf } from './period-filter.ts';

/** Every payment with its card and result, newest first; saved as a file on request. */
class Payments extends FilteredList<Payment> {
  protected override readonly hasResult = true;

  @state() private isExportComing = false;

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

  protected renderEnd(hasItems: boolean): unknown {
    if (!hasItems) return nothing;
    if (this.isExportComing) {
      return notice({ kind: 'info', text: msg('This takes a while. You will get an email when the file is ready.') });
    }
    const onClick = () => void this.act(() => this.export());
    return html`<p>${button({ label: msg('Export'), kind: 'link', isBusy: this.isBusy, onClick })}</p>`;
  }

  /** Where the link of the email about a large export leads. */
  protected override renderStart(): unknown {
    if (!this.placeId) return nothing;
    const href = this.around.session.fileUrl(`/payments/exports/${this.placeId}`);
    return html`<p>
      <a class="button primary" part="button button-primary" href=${href} download>${msg('Download')}</a>
    </p>`;
  }

  private async export(): Promise<void> {
    const query = queryOf(this.filter);
    const { emailed } = await this.around.call('POST /payments/export', { body: query });
    this.isExportComing = emailed;
    if (emailed) return;
    const href = this.around.session.fileUrl('/payments/export', query);
    Object.assign(document.createElement('a'), { href, download: '' }).click();
  }
}

define('customer-center-payments', Payments);
