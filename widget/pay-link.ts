import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { LinkedInvoice } from '../server/features/pay-links/pay-links.contract.ts';
import { ApiError } from './api.ts';
import './card-fields.ts';
import { takeReturn } from './card-return.ts';
import type { CustomerCenter } from './customer-center.ts';
import { property, state } from './decorators.ts';
import { describeError } from './describe-error.ts';
import { adopt, define } from './elements.ts';
import { type Format, formatFor } from './format.ts';
import { bestLocale, language, speak } from './locales.ts';
import { button } from './parts/button.ts';
import { cardName } from './parts/card-name.ts';
import { failureNotice } from './parts/failure.ts';
import { fragmentOf, pageAddress } from './places.ts';
import { paymentFlow, type PaymentStage, stageNotice } from './sections/payment-flow.ts';
import { Step } from './sign-in/step.ts';

const payLinkStyles = css`
  .pay-link {
    display: grid;
    gap: 1.1em;
  }
  .pay-lines {
    display: grid;
    gap: 0.5em;
    padding-block: 0.9em;
    border-block: 1px solid var(--_border);
  }
  .pay-lines li {
    display: flex;
    justify-content: space-between;
    gap: 1.25em;
  }
  .pay-lines span:last-child,
  .pay-due {
    font-variant-numeric: lining-nums tabular-nums;
    white-space: nowrap;
  }
  .pay-due {
    font-size: 1.75em;
    font-weight: 650;
    line-height: 1.2;
  }
  .pay-link .button {
    text-wrap: balance;
  }
  .pay-link .link {
    justify-self: center;
  }
`;

/** Why the link opens nothing. */
type Dead = 'expired' | 'unknown';

/** One invoice, paid from an emailed link: whoever has the link is not signed in, and sees nothing else. */
class PayLink extends Step {
  @state() private invoice: LinkedInvoice | undefined;
  @state() private dead: Dead | undefined;
  @state() private stage: PaymentStage = 'ready';
  /** The default card is not wanted, or there is none. */
  @state() private isTyping = false;

  @property({ attribute: false }) token!: string;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, payLinkStyles);
    void this.open();
  }

  override render(): TemplateResult {
    if (this.dead) return this.renderDead(this.dead);
    const { invoice } = this;
    if (!invoice) return this.renderWaiting();
    return html`<div class="pay-link">
      <h2 part="heading" tabindex="-1" data-focus>${msg(str`Invoice ${invoice.number}`)}</h2>
      ${this.renderInvoice(invoice)}
    </div>`;
  }

  private get center(): CustomerCenter {
    return (this.getRootNode() as ShadowRoot).host as CustomerCenter;
  }

  private get format(): Format {
    return formatFor(this.locale);
  }

  private get locale(): string {
    return bestLocale(this.flow.session.customer?.locale, this.center.locale);
  }

  private renderWaiting(): TemplateResult {
    if (!this.failure) return html`<div class="skeleton" aria-busy="true"></div>`;
    return html`<div class="pay-link">
      <h2 part="heading" tabindex="-1" data-focus>${msg('No answer')}</h2>
      <p>${this.failure}</p>
      ${button({ label: msg('Try again'), onClick: () => void this.open() })}
    </div>`;
  }

  private renderDead(dead: Dead): TemplateResult {
    return html`<div class="pay-link">
      <h2 part="heading" tabindex="-1" data-focus>${msg('This link does not work any more')}</h2>
      <p>
        ${
          dead === 'expired'
            ? msg('This link is too old, and nothing was charged.')
            : msg('This link is damaged, or the invoice is not there any more. Nothing was charged.')
        }
        ${msg('Your invoices are in your account.')}
      </p>
      ${this.renderWayOn(true)}
    </div>`;
  }

  private renderInvoice(invoice: LinkedInvoice): TemplateResult {
    const { format } = this;
    const amount = format.money(invoice.dueCents, invoice.currency);
    return html`<p class="muted">${msg(str`Issued on ${format.fullDate(invoice.issuedAt)}`)}</p>
      <ul class="pay-lines">
        ${invoice.lines.map(
          ({ title, quantity, totalCents }) =>
            html`<li>
              <span>${title}${quantity === 1 ? nothing : html` × ${quantity}`}</span>
              <span>${format.amount(totalCents, invoice.currency)}</span>
            </li>`,
        )}
      </ul>
      ${invoice.state === 'open' && this.stage !== 'paid' ? this.renderOpen(invoice, amount) : this.renderSettled(invoice)}`;
  }

  private renderOpen(invoice: LinkedInvoice, amount: string): TemplateResult {
    const said = stageNotice(this.stage, { lookAgain: () => void this.payment.again() });
    return html`<div>
        <p class="muted">${msg('To pay')}</p>
        <p class="pay-due">${this.format.amount(invoice.dueCents, invoice.currency)}</p>
      </div>
      ${said ?? nothing}
      ${this.isTyping ? this.renderFields(amount, Boolean(said)) : said ? nothing : this.renderPay(invoice, amount)}`;
  }

  private renderPay({ card }: LinkedInvoice, amount: string): TemplateResult {
    const type = () => {
      this.isTyping = true;
      this.failure = undefined;
      void this.focusNewView();
    };
    if (!card)
      return html`${failureNotice(this.failure)} ${button({ label: msg(str`Pay ${amount} now`), onClick: type })}`;
    return html`${failureNotice(this.failure)}
    ${button({ label: msg(str`Pay ${amount} with ${cardName(card)}`), onClick: () => void this.payment.pay() })}
    ${button({ label: msg('Pay with another card'), kind: 'link', onClick: type })}`;
  }

  /** They stay, hidden, while the bank and the provider are heard: a refusal gives them back as they were. */
  private renderFields(amount: string, isHidden: boolean): TemplateResult {
    return html`<customer-center-card-fields
      ?hidden=${isHidden}
      .begin=${async () => (await this.flow.session.call('POST /pay-links/fields', { body: this.body })).fields}
      .locale=${this.locale}
      .returnTo=${pageAddress() + fragmentOf({ section: 'pay', id: this.token })}
      .label=${msg(str`Pay ${amount} now`)}
      .onSent=${this.sent}
      .onCancel=${() => {
        this.isTyping = false;
        void this.focusNewView();
      }}
      .announce=${(text: string) => this.center.announce(text)}
    ></customer-center-card-fields>`;
  }

  private renderSettled({ state }: LinkedInvoice): TemplateResult {
    const isPaid = state === 'paid' || this.stage === 'paid';
    return html`<div class="notice ${isPaid ? 'success' : ''}" part="notice" tabindex="-1" role="status">
        ${
          this.stage === 'paid'
            ? msg('Paid. Thank you.')
            : isPaid
              ? msg('This invoice is paid already. Nothing is left to pay.')
              : msg('This invoice was withdrawn. Nothing has to be paid.')
        }
      </div>
      ${this.renderWayOn(false)}`;
  }

  private renderWayOn(isMain: boolean): TemplateResult {
    const { session } = this.flow;
    return button({
      label: session.customer ? msg('To your account') : msg('Sign in to your account'),
      kind: isMain ? 'primary' : 'secondary',
      onClick: () => (session.customer ? session.dropLink() : this.flow.go('email')),
    });
  }

  private get body() {
    return { token: this.token };
  }

  private async open(): Promise<void> {
    this.failure = undefined;
    // All the texts, which otherwise come with signing in.
    await speak(language ?? 'en', true);
    const { isPayment } = takeReturn();
    try {
      this.invoice = await this.flow.session.call('POST /pay-links/open', { body: this.body });
      this.isTyping = false;
      if (isPayment && this.invoice.state === 'open') await this.payment.settle();
    } catch (error) {
      await this.refuse(error);
    }
    await this.focusNewView();
  }

  private async refuse(error: unknown): Promise<void> {
    const code = error instanceof ApiError ? error.code : '';
    if (code === 'link_expired') this.dead = 'expired';
    else if (/^(link_unknown|link_used|not_found|invalid_request)$/.test(code)) this.dead = 'unknown';
    else this.failure = await describeError(error);
  }

  private readonly payment = paymentFlow({
    ask: (idempotencyKey) => this.flow.session.call('POST /pay-links/pay', { body: this.body, idempotencyKey }),
    wish: () => this.token,
    settle: () => this.flow.session.call('POST /pay-links/settle', { body: this.body }),
    isGone: () => !this.isConnected,
    show: (stage, sentence) => this.show(stage, sentence),
  });

  private async show(stage: PaymentStage, sentence?: string): Promise<void> {
    this.stage = stage;
    this.failure = sentence;
    if (stage === 'paid') {
      this.isTyping = false;
      this.center.announce(msg('Paid. Thank you.'));
    }
    await this.updateComplete;
    const place = sentence ? '[role=alert]' : '[role=status]';
    this.querySelector<HTMLElement>(place)?.focus();
  }

  /** With the sentence that goes below the fields. */
  private readonly sent = async (): Promise<string | undefined> => {
    await this.payment.settle();
    return this.failure;
  };
}

define('customer-center-pay-link', PayLink);
