import { html, nothing, type TemplateResult } from 'lit';
import type { EntryAnswer } from '../../server/features/payment-methods/payment-methods.contract.ts';
import { ApiError } from '../api.ts';
import { type CardEntry, openCardEntry, type Outcome } from '../card-entry.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { newWish } from '../wish.ts';
import type { Desk } from './desk.ts';
import { sentenceFor } from './error-sentences.ts';
import { DeskElement } from './form.ts';
import { deskButton } from './parts/controls.ts';

/** A customer's card, typed while they are on the phone: into the provider's own fields, which this page can't read. */
export class EnterCard extends DeskElement {
  private entry: CardEntry | undefined;
  /** The provider's name of what is being entered. */
  private entryId = '';
  /** Counts the openings: what comes late belongs to none. */
  private openings = 0;

  @state() private stage: 'loading' | 'ready' | 'blocked' = 'loading';

  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) customerId!: string;
  /** With our id of the card, where it is known already. */
  @property({ attribute: false }) onAdded!: (paymentMethodId: string | null) => Promise<void>;
  @property({ attribute: false }) onCancel!: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override render(): TemplateResult {
    const isLoading = this.stage === 'loading';
    if (this.stage === 'blocked') {
      return html`${this.renderFailure()}
        <div class="line">
          ${deskButton({ label: 'Try again', kind: 'secondary', onClick: () => void this.open() })}
          ${deskButton({ label: 'Cancel', kind: 'link', onClick: () => this.onCancel() })}
        </div>`;
    }
    return html`<form class="form" novalidate @submit=${this.save}>
      <p>
        Type what the customer reads out. It goes straight to the payment provider: never write a card number down, here
        or anywhere else.
      </p>
      <div class="entry" aria-busy=${isLoading ? 'true' : nothing}>
        <slot name="card-entry"></slot>
        ${isLoading ? html`<div class="entry-wait">${[1, 2, 3].map(() => html`<div class="skeleton"></div>`)}</div>` : nothing}
      </div>
      ${this.renderFailure()}
      <div class="line">
        ${deskButton({ label: 'Save card', isBusy: this.isBusy || isLoading })}
        ${deskButton({ label: 'Cancel', kind: 'link', onClick: () => this.onCancel() })}
      </div>
    </form>`;
  }

  private async open(): Promise<void> {
    this.close();
    const mine = ++this.openings;
    this.stage = 'loading';
    this.failure = undefined;
    // The slot has to be there, for the fields load only where they are shown.
    await this.updateComplete;
    const params = { customerId: this.customerId };
    try {
      const wish = { params, idempotencyKey: newWish() };
      const { entry: entryId, fields } = await this.desk.call('POST /admin/customers/:customerId/card-entries', wish);
      const host = (this.getRootNode() as ShadowRoot).host as HTMLElement;
      const entry = await openCardEntry({ host, fields, locale: navigator.language });
      if (mine !== this.openings) return entry.close();
      this.entry = entry;
      this.entryId = entryId;
      this.stage = 'ready';
    } catch (error) {
      if (mine !== this.openings) return;
      this.stage = 'blocked';
      this.failure =
        error instanceof ApiError
          ? sentenceFor(error)
          : 'The card fields could not be shown. Your connection or an ad blocker may keep the payment provider away.';
    }
  }

  private close(): void {
    this.openings++;
    this.entry?.close();
    this.entry = undefined;
  }

  private readonly save = (event: SubmitEvent): void =>
    this.send(event, async () => {
      const { entry, entryId } = this;
      if (!entry) return;
      const outcome = await entry.confirm(location.href);
      if (outcome.state !== 'sent') return this.say(wordsFor(outcome));
      const answer = await this.desk.call('POST /admin/customers/:customerId/card-entries/finish', {
        params: { customerId: this.customerId },
        body: { entry: entryId },
      });
      if (answer.state === 'added') await this.onAdded(answer.paymentMethodId);
      else await this.say(wordsOf(answer));
    });

  private async say(sentence: string | undefined): Promise<void> {
    this.failure = sentence;
    await this.updateComplete;
    this.querySelector<HTMLElement>('[role=alert]')?.focus();
  }
}

/** Nothing when the fields say it themselves. */
function wordsFor(outcome: Outcome): string | undefined {
  switch (outcome.state) {
    case 'declined':
      return `${outcome.reason} Check the number with the customer, or take another card. Nothing was charged.`;
    case 'unconfirmed':
      return 'The bank wants to ask its customer, and was not answered. They can add this card in their center, or take another one. Nothing was charged.';
    default:
      return undefined;
  }
}

function wordsOf({ state: outcome, reason }: EntryAnswer): string {
  if (outcome === 'failed') return `${reason ?? 'The card was refused.'} Take another card. Nothing was charged.`;
  if (outcome === 'checking') return 'The bank has not decided yet. The card appears on the list when it has.';
  return 'The card is not saved yet. Check what is typed, then save again.';
}

define('cc-admin-enter-card', EnterCard);
