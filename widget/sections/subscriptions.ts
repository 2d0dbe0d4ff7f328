import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Subscription } from '../../server/features/subscriptions/subscriptions.contract.ts';
import { define } from '../elements.ts';
import { cardName } from '../parts/card-name.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { showMore } from '../parts/show-more.ts';
import { Section } from '../section.ts';
import { hasStopped, planMarks, planStyles, price, statePill } from './subscription-words.ts';
import './subscription.ts';

interface Loaded {
  readonly items: Subscription[];
  readonly next: string | null;
}

/** Subscriptions with payment plans beside them: running ones first, past ones too. */
class Subscriptions extends Section<Loaded> {
  static override readonly sheet = css`
    ${planStyles}
    .subscription-list {
      display: grid;
      gap: 0.75em;
    }
    .subscription-card {
      position: relative;
      display: grid;
      gap: 0.35em 1.25em;
      grid-template-columns: minmax(0, 1fr) auto;
      color: inherit;
      text-decoration: none;
    }
    .subscription-card:hover {
      border-color: var(--_outline);
    }
    .subscription-name {
      font-weight: 650;
      font-size: 1.0625em;
    }
    .subscription-card .pill {
      justify-self: end;
      align-self: start;
    }
    .subscription-card .plan,
    .subscription-next {
      grid-column: 1 / -1;
    }
    .subscription-next {
      margin-top: 0.35em;
      padding-top: 0.75em;
      border-top: 1px solid var(--_border);
      font-size: 0.9375em;
      color: var(--_muted);
    }
    .subscription-card.past {
      background: none;
    }
    @container center (max-width: 35em) {
      .subscription-card {
        grid-template-columns: minmax(0, 1fr);
      }
      .subscription-card .pill {
        justify-self: start;
        order: -1;
      }
      .subscription-card .money {
        text-align: start;
      }
    }
  `;

  protected load(): Promise<Loaded> {
    return this.around.call('GET /subscriptions');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Subscriptions'));
  }

  protected renderData({ items, next }: Loaded): TemplateResult {
    if (!items.length)
      return empty('subscriptions', msg('Subscriptions and payment plans will appear here when you have one.'));
    const past = items.filter(hasStopped);
    const running = items.filter((item) => !hasStopped(item));
    return html`${running.length ? this.renderList(running) : html`<p class="muted">${msg('Nothing is running.')}</p>`}
      ${
        past.length
          ? html`<h3 part="heading">${msg('Past')}</h3>
              ${this.renderList(past)}`
          : nothing
      }
      ${failureNotice(this.failure)}
      <div class="more">${showMore(next, this.isBusy, () => void this.act(() => this.loadMore()))}</div>`;
  }

  private renderList(items: Subscription[]): TemplateResult {
    return html`<ul class="subscription-list">
      ${items.map((item) => html`<li>${this.renderCard(item)}</li>`)}
    </ul>`;
  }

  private renderCard(item: Subscription): TemplateResult {
    const { format } = this.around;
    const href = this.around.hrefOf({ section: 'subscriptions', id: item.id });
    return html`<a class="card subscription-card ${hasStopped(item) ? 'past' : ''}" part="card" href=${href}>
      <span class="subscription-name">${item.name}</span>
      ${statePill(item, format)}
      <span class="muted">${[price(item, format), item.program].filter(Boolean).join(' · ')}</span>
      ${item.plan ? planMarks(item, format) : nothing} ${this.renderNext(item)}
    </a>`;
  }

  private renderNext(item: Subscription): TemplateResult | typeof nothing {
    const { format } = this.around;
    if (!item.nextPaymentAt) return nothing;
    const amount = format.money(item.nextPaymentCents ?? item.priceCents, item.currency);
    const sentence = msg(str`Next payment: ${amount} on ${format.date(item.nextPaymentAt)}`);
    return html`<span class="subscription-next"
      >${sentence}${item.card ? html` · ${cardName(item.card)}` : nothing}</span
    >`;
  }

  private async loadMore(): Promise<void> {
    const { items, next } = this.data!;
    const page = await this.around.call('GET /subscriptions', { query: { after: next! } });
    this.data = { items: [...items, ...page.items], next: page.next };
  }
}

define('customer-center-subscriptions', Subscriptions);
