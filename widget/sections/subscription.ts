import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { SubscriptionDetail } from '../../server/features/subscriptions/subscriptions.contract.ts';
import { define } from '../elements.ts';
import { cardName } from '../parts/card-name.ts';
import { fact, factStyles } from '../parts/fact.ts';
import { singleHeading, singleHeadingStyles } from '../parts/single-heading.ts';
import { Section } from '../section.ts';
import { paymentRow } from './payment-row.ts';
import { planMarks, planStyles, price, statePill, stateSentence } from './subscription-words.ts';

/** One subscription or payment plan with its last payments. */
class SubscriptionSection extends Section<SubscriptionDetail> {
  static override readonly sheet = css`
    ${singleHeadingStyles}
    ${factStyles}
    ${planStyles}
  `;

  protected load(): Promise<SubscriptionDetail> {
    return this.around.call('GET /subscriptions/:subscriptionId', { params: { subscriptionId: this.placeId! } });
  }

  protected renderHeading(data: SubscriptionDetail | undefined): TemplateResult {
    const heading = data || this.problem ? this.heading(data?.name ?? msg('Subscription')) : undefined;
    return singleHeading({
      href: this.around.hrefOf({ section: 'subscriptions' }),
      list: msg('Subscriptions'),
      heading,
    });
  }

  protected renderData(data: SubscriptionDetail): TemplateResult {
    const { format } = this.around;
    const { invoiceId: id } = data;
    const sentence = stateSentence(data, format, id !== null);
    return html`<p>${statePill(data, format)}</p>
      ${sentence ? html`<p>${sentence}</p>` : nothing}
      ${
        id
          ? html`<p>
              <a
                class="button primary"
                part="button button-primary"
                href=${this.around.hrefOf({ section: 'invoices', id })}
                >${msg('Pay now')}</a
              >
            </p>`
          : nothing
      }
      <div class="card" part="card">
        <dl class="facts">
          ${data.plan ? fact(msg('Payment plan'), planMarks(data, format)) : nothing}
          ${fact(data.plan ? msg('Each payment') : msg('Price'), price(data, format))} ${this.renderNext(data)}
          ${data.program ? fact(msg('Belongs to'), data.program) : nothing}
          ${fact(msg('Since'), format.fullDate(data.startedAt))}
        </dl>
      </div>
      <h3 part="heading">${msg('Last payments')}</h3>
      ${
        data.payments.length
          ? html`<ul class="rows">
              ${data.payments.map((payment) => paymentRow(payment, this.around))}
            </ul>`
          : html`<p class="muted">${msg('No payment has been made yet.')}</p>`
      }`;
  }

  private renderNext(data: SubscriptionDetail): TemplateResult | typeof nothing {
    const { format } = this.around;
    if (!data.nextPaymentAt) return nothing;
    const amount = format.money(data.nextPaymentCents ?? data.priceCents, data.currency);
    const date = format.date(data.nextPaymentAt);
    const sentence = data.card
      ? msg(str`${cardName(data.card)} will be charged ${amount} on ${date}.`)
      : msg(str`${amount} is due on ${date}.`);
    const cards = html`<a part="link" class="link" href=${this.around.hrefOf({ section: 'payment-methods' })}
      >${msg('Payment Methods')}</a
    >`;
    return fact(msg('Next payment'), html`${sentence} ${cards}`);
  }
}

define('customer-center-subscription', SubscriptionSection);
