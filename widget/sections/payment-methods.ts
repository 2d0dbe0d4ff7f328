import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type {
  PaymentMethod,
  PaymentMethods as Cards,
  EntryAnswer,
} from '../../server/features/payment-methods/payment-methods.contract.ts';
import { state } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { brandName, type Card, cardName } from '../parts/card-name.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { notice } from '../parts/notice.ts';
import { pill } from '../parts/pill.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { Section } from '../section.ts';
import type { CardStep } from './card-steps.ts';

/** Rare, and more than all the rest of this section: it loads with the first step. */
const loadSteps = () => import('./card-steps.ts');

/** Saved cards, the default one first, each with what it pays. */
class PaymentMethods extends Section<Cards> {
  static override readonly sheet = css`
    .methods {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 14em), 1fr));
      gap: 2em 1.5em;
    }
    .methods .row-skeleton {
      height: auto;
      max-width: 20em;
      aspect-ratio: 1.586;
    }
    .method {
      display: grid;
      gap: 0.9em;
      align-content: start;
      max-width: 20em;
    }
    .method-face {
      display: grid;
      grid-template: auto 1fr auto / 1fr auto;
      aspect-ratio: 1.586;
      padding: 1.15em 1.25em;
      border: 1px solid var(--_border);
      border-radius: 14px;
      background: var(--_surface);
      overflow: hidden;
    }
    @container center (max-width: 35em) {
      .methods:has(> :nth-child(4)) .method-face {
        aspect-ratio: 3;
      }
    }
    .method-default {
      border-color: transparent;
      background: var(--_accent);
      color: var(--_on-accent);
    }
    .method-expired {
      border: 1px dashed var(--_outline);
      background: none;
      color: var(--_muted);
    }
    .method-brand {
      font-weight: 700;
      font-size: 1.125em;
    }
    .method-chip {
      width: 2.5em;
      height: auto;
      fill: none;
      stroke: currentColor;
      opacity: 0.55;
    }
    .method-number {
      align-self: end;
      font-size: 1.1875em;
      font-variant-numeric: lining-nums tabular-nums;
      letter-spacing: 0.08em;
      white-space: nowrap;
    }
    .method-expiry {
      align-self: end;
      font-size: 0.875em;
      font-variant-numeric: lining-nums tabular-nums;
      text-align: end;
      white-space: nowrap;
    }
    .method-pays {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      column-gap: 0.9em;
    }
    .method-actions {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1.25em;
    }
  `;

  @state() private step: CardStep | undefined;
  @state() private steps: Awaited<ReturnType<typeof loadSteps>> | undefined;
  @state() private success = '';
  /** Which of the list's buttons has opened the step. */
  private opener = -1;
  /** Wants to be removed as soon as there is another card. */
  private leaving: PaymentMethod | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // From the bank, or from the provider's own page.
    if (/[?&](setup_intent|checkout_session)=/.test(location.search)) void this.act(() => this.comeBack());
  }

  protected load(): Promise<Cards> {
    return this.around.call('GET /payment-methods');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Payment Methods'));
  }

  protected override renderSkeleton(): TemplateResult {
    return skeletonRows(2, 'methods');
  }

  protected renderData({ methods, mayChange }: Cards): TemplateResult {
    const { step, steps } = this;
    if (step && steps) {
      return steps.renderStep(step, {
        around: this.around,
        methods,
        onAdd: () => this.addFirst(step),
        onAdded: this.added,
        onDone: this.close,
      });
    }
    const add = mayChange
      ? html`<div>
          ${button({ label: msg('Add a card'), isBusy: this.isBusy, onClick: () => this.open({ kind: 'add' }) })}
        </div>`
      : nothing;
    // Below many it would be screens away.
    const isMany = methods.length > 3;
    return html`${this.success ? notice({ kind: 'success', text: this.success }) : nothing}
    ${failureNotice(this.failure)} ${isMany ? add : nothing}
    ${
      methods.length
        ? html`<ul class="methods">
            ${methods.map((method) => this.renderMethod(method, mayChange))}
          </ul>`
        : empty('payment-methods', msg('The cards you pay with will appear here.'))
    }
    ${isMany ? nothing : add}`;
  }

  private renderMethod(method: PaymentMethod, mayChange: boolean): TemplateResult {
    const { isDefault, isExpired } = method;
    return html`<li class="method">
      ${this.renderFace(method)}
      ${
        isDefault || isExpired
          ? html`<p>
              ${isDefault ? pill(msg('Default')) : nothing} ${isExpired ? pill(msg('Expired'), 'danger') : nothing}
            </p>`
          : nothing
      }
      ${this.renderPays(method)} ${mayChange ? this.renderActions(method) : nothing}
    </li>`;
  }

  private renderActions(method: PaymentMethod): TemplateResult {
    const link = (label: string, kind: 'use' | 'edit' | 'remove') =>
      html`<button class="link" part="link" type="button" @click=${() => this.open({ kind, method })}>
        ${label}<span class="hidden">: ${cardName(method.card)}</span>
      </button>`;
    return html`<div class="method-actions">
      ${method.isExpired ? nothing : link(msg('Use this card'), 'use')} ${link(msg('Edit'), 'edit')}
      ${link(msg('Remove'), 'remove')}
    </div>`;
  }

  private renderFace({ card, isDefault, isExpired }: PaymentMethod): TemplateResult {
    const kind = isExpired ? 'method-expired' : isDefault ? 'method-default' : '';
    return html`<div class="method-face ${kind}" part="payment-card">
      <p class="method-brand">${brandName(card.brand)}</p>
      <svg class="method-chip" viewBox="0 0 40 30" aria-hidden="true">
        <rect x="1" y="1" width="38" height="28" rx="6" />
        <path d="M1 11h11v8H1M39 11H28v8h11M12 11c0-5 16-5 16 0v8c0 5-16 5-16 0" />
      </svg>
      <span></span><span></span>
      <p class="method-number">
        <span aria-hidden="true">••••</span><span class="hidden">${msg('ending')}</span> ${card.last4}
      </p>
      <p class="method-expiry">
        <span class="hidden">${isExpired ? msg('expired') : msg('expires')}</span>
        ${expiry(card, this.around.format.locale)}
      </p>
    </div>`;
  }

  private renderPays({ pays, isExpired }: PaymentMethod): TemplateResult {
    if (!pays.length) return html`<p class="muted small">${msg('No subscription uses this card.')}</p>`;
    return html`<div>
      <p class="muted small">${isExpired ? msg('Expired, but still chosen for') : msg('Pays for')}</p>
      <ul class="method-pays">
        ${pays.map(
          ({ subscriptionId, name }) =>
            html`<li>
              <a class="link" part="link" href=${this.around.hrefOf({ section: 'subscriptions', id: subscriptionId })}
                >${name}</a
              >
            </li>`,
        )}
      </ul>
    </div>`;
  }

  private open(step: CardStep): void {
    const { activeElement } = this.getRootNode() as ShadowRoot;
    if (!this.step) this.opener = [...this.querySelectorAll<Element>('button')].indexOf(activeElement!);
    this.success = '';
    void this.act(async () => {
      this.steps = await loadSteps();
      adopt(this, this.steps.stepStyles);
      this.step = step;
      await this.focusNewView();
    });
  }

  private addFirst(step: CardStep): void {
    this.leaving = step.kind === 'remove' ? step.method : undefined;
    this.open({ kind: 'add' });
  }

  private readonly added = async ({ paymentMethodId, openInvoices }: EntryAnswer): Promise<void> => {
    this.data = await this.load();
    this.opener = -1;
    const { methods } = this.data;
    const method = methods.find(({ id }) => id === paymentMethodId);
    const leaving = methods.find(({ id }) => id === this.leaving?.id);
    this.leaving = undefined;
    if (leaving) this.step = { kind: 'remove', method: leaving };
    else if (method) this.step = { kind: 'use', method, isNew: true, openInvoices };
    else this.close(false, msg('The card is saved.'));
    this.around.announce(msg('The card is saved.'));
    await this.focusNewView();
  };

  private readonly close = (isChanged: boolean, sentence = ''): void => {
    this.step = this.leaving = undefined;
    this.success = sentence;
    if (sentence) this.around.announce(sentence);
    if (isChanged) this.reload();
    void this.updateComplete.then(() => {
      const opener = isChanged ? undefined : this.querySelectorAll('button')[this.opener];
      (opener ?? this.querySelector('h2'))?.focus();
    });
  };

  private async comeBack(): Promise<void> {
    this.steps = await loadSteps();
    adopt(this, this.steps.stepStyles);
    const { entry } = this.steps.takeReturn();
    if (!entry) return;
    const answer = await this.steps.settleEntry(this.around, entry);
    if (answer.state === 'added') await this.added(answer);
    else this.failure = this.steps.entryWords(answer);
  }
}

/** 05/31; dots where it is kept from staff who look. */
const expiry = ({ expiresMonth, expiresYear }: Card, locale: string): string =>
  expiresYear > 2000
    ? new Intl.DateTimeFormat(locale, { month: '2-digit', year: '2-digit' }).format(
        new Date(expiresYear, expiresMonth - 1),
      )
    : '••/••';

define('customer-center-payment-methods', PaymentMethods);
