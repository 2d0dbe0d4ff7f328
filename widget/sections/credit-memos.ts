import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { CreditMemo } from '../../server/features/credit-memos/credit-memos.contract.ts';
import { define } from '../elements.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { pill } from '../parts/pill.ts';
import { showMore } from '../parts/show-more.ts';
import { Section } from '../section.ts';

interface Loaded {
  readonly items: CreditMemo[];
  readonly next: string | null;
}

/** Money the vendor owes back: how much, why, what is left and where it was used. */
class CreditMemos extends Section<Loaded> {
  static override readonly sheet = css`
    .memos {
      display: grid;
      gap: 0.75em;
    }
    .memo-head,
    .memo-uses li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: baseline;
      gap: 1.25em;
    }
    .memo-amount {
      font-size: 1.1875em;
      font-weight: 650;
    }
    .memo-reason {
      margin-block: 0.2em 0.6em;
    }
    .memo-uses {
      margin-top: 0.9em;
      padding-top: 0.75em;
      border-top: 1px solid var(--_border);
      font-size: 0.9375em;
    }
    .memo-uses li {
      margin-top: 0.3em;
    }
  `;

  protected load(): Promise<Loaded> {
    return this.around.call('GET /credit-memos');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Credit Memos'));
  }

  protected renderData({ items, next }: Loaded): TemplateResult {
    if (!items.length) {
      return empty('credit-memos', msg('Money you get back for something returned or not delivered will appear here.'));
    }
    return html`<ul class="memos">
        ${items.map((memo) => this.renderMemo(memo))}
      </ul>
      ${failureNotice(this.failure)}
      <div class="more">${showMore(next, this.isBusy, () => void this.act(() => this.loadMore()))}</div>`;
  }

  private renderMemo(memo: CreditMemo): TemplateResult {
    const { format } = this.around;
    const belongsTo = memo.invoiceNumber && msg(str`for invoice ${memo.invoiceNumber}`);
    const details = [memo.number, format.date(memo.issuedAt), belongsTo].filter(Boolean).join(' · ');
    return html`<li class="card" part="card">
      <div class="memo-head">
        <h3 part="heading">${memo.reason}</h3>
        <span class="money memo-amount">${format.amount(memo.totalCents, memo.currency)}</span>
      </div>
      <p class="muted small memo-reason">${details}</p>
      ${this.renderLeft(memo)} ${memo.uses.length ? this.renderUses(memo) : nothing}
    </li>`;
  }

  /** What is gone without an invoice that it paid went back to where it came from. */
  private renderLeft({ leftCents, totalCents, currency, uses }: CreditMemo): TemplateResult {
    if (leftCents === 0) return pill(uses.length ? msg('Used up') : msg('Paid back'));
    if (leftCents === totalCents) return pill(msg('Not used yet'), 'success');
    return pill(msg(str`${this.around.format.money(leftCents, currency)} left`), 'success');
  }

  private renderUses({ uses, currency }: CreditMemo): TemplateResult {
    const { format } = this.around;
    return html`<div class="memo-uses">
      <p class="muted">${msg('Used for')}</p>
      <ul>
        ${uses.map(
          ({ invoiceNumber, at, cents }) =>
            html`<li>
              <span>${msg(str`Invoice ${invoiceNumber}`)} <span class="muted">· ${format.date(at)}</span></span>
              <span class="money">${format.amount(cents, currency)}</span>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  private async loadMore(): Promise<void> {
    const { items, next } = this.data!;
    const page = await this.around.call('GET /credit-memos', { query: { after: next! } });
    this.data = { items: [...items, ...page.items], next: page.next };
  }
}

define('customer-center-credit-memos', CreditMemos);
