import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type {
  PaymentMethod,
  PaymentMethods as Cards,
} from '../../server/features/payment-methods/payment-methods.contract.ts';
import { define } from '../elements.ts';
import { brandName, type Card } from '../parts/card-name.ts';
import { empty } from '../parts/empty.ts';
import { pill } from '../parts/pill.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { Section } from '../section.ts';

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
  `;

  protected load(): Promise<Cards> {
    return this.around.call('GET /payment-methods');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Payment Methods'));
  }

  protected override renderSkeleton(): TemplateResult {
    return skeletonRows(2, 'methods');
  }

  protected renderData({ methods }: Cards): TemplateResult {
    if (!methods.length) return empty('payment-methods', msg('The cards you pay with will appear here.'));
    return html`<ul class="methods">
      ${methods.map((method) => this.renderMethod(method))}
    </ul>`;
  }

  private renderMethod(method: PaymentMethod): TemplateResult {
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
      ${this.renderPays(method)}
    </li>`;
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
}

/** 05/31 */
const expiry = ({ expiresMonth, expiresYear }: Card, locale: string): string =>
  new Intl.DateTimeFormat(locale, { month: '2-digit', year: '2-digit' }).format(
    new Date(expiresYear, expiresMonth - 1),
  );

define('customer-center-payment-methods', PaymentMethods);
