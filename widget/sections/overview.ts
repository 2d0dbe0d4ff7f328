import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Overview } from '../../server/features/overview/overview.contract.ts';
import { state } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { cardName } from '../parts/card-name.ts';
import { empty } from '../parts/empty.ts';
import { notice } from '../parts/notice.ts';
import { safeUrl } from '../safe-url.ts';
import { Section } from '../section.ts';
import { courseCover, courseProgress, courseStyles } from './course-cover.ts';
import { dueWords } from './invoice-words.ts';
import type { offerList } from './offer-list.ts';
import { orderRow } from './order-row.ts';

type Course = NonNullable<Overview['courses']>[number];
type Attention = Overview['attention'][number];
type NextPayment = Overview['nextPayments'][number];

/** What needs attention, what is due next, the last orders. */
class OverviewSection extends Section<Overview> {
  static override readonly sheet = css`
    ${courseStyles}
    .overview-courses {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr));
      gap: 0.75em;
    }
    .overview-course {
      display: grid;
      grid-template-columns: 5em minmax(0, 1fr);
      gap: 1em;
      align-items: center;
      height: 100%;
      padding: 0.75em;
      color: inherit;
      text-decoration: none;
    }
    .attention {
      display: grid;
      gap: 0.6em;
      margin-bottom: 0.5em;
    }
    .attention a {
      display: inline-flex;
      align-items: center;
      min-height: 44px;
      font-weight: 600;
    }
    .overview-title {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 1em;
    }
    .overview-title .link {
      flex: none;
    }
    .timeline li {
      position: relative;
      padding-inline-start: 1.75em;
    }
    .timeline li::before,
    .timeline li:not(:last-child)::after {
      content: '';
      position: absolute;
    }
    .timeline li::before {
      inset: 1.62em auto auto 0;
      width: 0.7em;
      height: 0.7em;
      border-radius: 50%;
      box-shadow: inset 0 0 0 2px var(--_accent);
    }
    .timeline li:first-child::before {
      background: var(--_accent);
    }
    .timeline li::after {
      inset: 2.6em auto -1.35em 0.35em;
      width: 1px;
      background: var(--_border);
    }
    .timeline .row {
      padding-inline: 0;
    }
    .timeline li + li .row {
      border-top: 1px solid var(--_border);
    }
    @container center (max-width: 35em) {
      .timeline .row > :nth-child(n + 3) {
        grid-column: 1 / -1;
        text-align: start;
      }
    }
    .timeline a.row:hover {
      background: none;
    }
    .timeline a.row:hover .row-title {
      text-decoration: underline;
    }
  `;

  /** Below everything else, so it may come later. */
  @state() private offerList: typeof offerList | undefined;

  protected async load(): Promise<Overview> {
    // A support code: why somebody is here and not on another page. Without its script the overview is all there is.
    if (this.placeId) import('../error-words.ts').then((words) => words.showRefusal(this)).catch(String);
    const overview = this.around.session.takeOverview() ?? (await this.around.call('GET /overview'));
    if (overview.offers?.length) this.loadOffers().catch(String);
    return overview;
  }

  private async loadOffers(): Promise<void> {
    const offers = await import('./offer-list.ts');
    adopt(this, offers.offerStyles);
    this.offerList = offers.offerList;
  }

  protected renderHeading(): TemplateResult {
    const name = this.around?.session.customer?.firstName;
    return this.heading(name ? msg(str`Hello, ${name}`) : msg('Overview'));
  }

  protected renderData({ attention, nextPayments, recentOrders, courses, offers }: Overview): TemplateResult {
    const underWay = (courses ?? []).filter(({ progressPercent }) => progressPercent < 100);
    if (!attention.length && !nextPayments.length && !recentOrders?.length && !underWay.length && !offers?.length) {
      return empty('overview', msg('What is due next and what you bought will appear here.'));
    }
    return html`${
        attention.length
          ? html`<ul class="attention" aria-label=${msg('Needs your attention')}>
              ${attention.map((item) => html`<li>${this.renderAttention(item)}</li>`)}
            </ul>`
          : nothing
      }
      <h3 part="heading">${msg('Next payments')}</h3>
      ${
        nextPayments.length
          ? html`<ol class="timeline">
              ${nextPayments.map((payment) => this.renderPayment(payment))}
            </ol>`
          : html`<p class="muted">${msg('No payment is planned.')}</p>`
      }
      ${underWay.length ? this.renderCourses(underWay) : nothing}
      ${recentOrders ? this.renderOrders(recentOrders) : nothing}
      ${offers?.length ? this.renderOffers(offers) : nothing}`;
  }

  private renderAttention(item: Attention): TemplateResult {
    const { format } = this.around;
    if (item.kind === 'invoice_open') return this.renderInvoice(item);
    const href = this.around.hrefOf({ section: 'subscriptions', id: item.subscriptionId });
    if (item.kind === 'card_expiring') {
      return notice({
        kind: 'warning',
        // Good for one that is over, too.
        title: msg(str`${cardName(item.card)} can pay until the end of ${format.month(item.at)} only.`),
        text: msg(str`It pays for ${item.name}.`),
        action: html`<a part="link" href=${href}>${msg('See what it pays')}</a>`,
      });
    }
    const amount = format.money(item.amountCents, item.currency);
    const { invoiceId: id } = item;
    const date = item.at && format.date(item.at);
    return notice({
      kind: 'danger',
      title: msg(str`The payment of ${amount} for ${item.name} failed.`),
      text: date ? (id ? msg(str`Pay by ${date} to keep it.`) : msg(str`Write to us by ${date} to keep it.`)) : nothing,
      action: html`<a part="link" href=${id ? this.around.hrefOf({ section: 'invoices', id }) : href}
        >${id ? msg('Pay now') : msg('See what happened')}</a
      >`,
    });
  }

  private renderInvoice(item: Extract<Attention, { kind: 'invoice_open' }>): TemplateResult {
    const { format } = this.around;
    const amount = format.money(item.amountCents, item.currency);
    return notice({
      kind: item.isOverdue ? 'danger' : 'warning',
      title: msg(str`Invoice ${item.number}: ${amount} to pay.`),
      text: dueWords(item.at, item.isOverdue, format) + '.',
      action: html`<a part="link" href=${this.around.hrefOf({ section: 'invoices', id: item.invoiceId })}
        >${msg('See the invoice')}</a
      >`,
    });
  }

  private renderPayment(payment: NextPayment): TemplateResult {
    const { format } = this.around;
    return html`<li>
      <a class="row" part="row" href=${this.around.hrefOf({ section: 'subscriptions', id: payment.subscriptionId })}>
        <span class="row-title">${format.date(payment.at)}</span>
        <span class="money row-title">${format.amount(payment.amountCents, payment.currency)}</span>
        <span
          >${payment.name}${payment.kind === 'plan' ? html` <span class="muted">${msg('Payment plan')}</span>` : nothing}</span
        >
        <span class="muted money">${payment.card ? cardName(payment.card) : msg('No card')}</span>
      </a>
    </li>`;
  }

  private renderTitle(title: string, section: string, all: string | undefined): TemplateResult {
    return html`<div class="overview-title">
      <h3 part="heading">${title}</h3>
      ${all ? html`<a part="link" class="link" href=${this.around.hrefOf({ section })}>${all}</a>` : nothing}
    </div>`;
  }

  private renderCourses(courses: Course[]): TemplateResult {
    return html`${this.renderTitle(msg('Courses to continue'), 'courses', msg('All courses'))}
      <ul class="overview-courses">
        ${courses.map(
          (course) =>
            html`<li>
              <a class="card overview-course" part="card" href=${safeUrl(course.address) ?? nothing}>
                ${courseCover(course)}
                <span>
                  <span class="row-title">${course.title}</span>
                  ${courseProgress(course, this.around.format)}
                </span>
              </a>
            </li>`,
        )}
      </ul>`;
  }

  private renderOffers(offers: NonNullable<Overview['offers']>): unknown {
    const { format } = this.around;
    const href = this.around.hrefOf({ section: 'programs' });
    const end = ({ program }: { program: string }) =>
      html`<a part="link" class="link" href=${href}
        >${msg('See the offer')}<span class="hidden">: ${program}</span></a
      >`;
    return (
      this.offerList &&
      html`${this.renderTitle(msg('You could join'), 'programs', msg('All programs'))}
      ${this.offerList(offers, format, end)}`
    );
  }

  private renderOrders(orders: NonNullable<Overview['recentOrders']>): TemplateResult {
    return html`${this.renderTitle(msg('Last orders'), 'orders', orders.length ? msg('All orders') : undefined)}
    ${
      orders.length
        ? html`<ul class="rows">
            ${orders.map((order) => orderRow(order, this.around))}
          </ul>`
        : html`<p class="muted">${msg('No orders yet.')}</p>`
    }`;
  }
}

define('customer-center-overview', OverviewSection);
