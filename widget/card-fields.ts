import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { CardFields as Fields } from '../server/features/operations/operations.contract.ts';
import { ApiError } from './api.ts';
import { type CardEntry, openCardEntry, type Outcome } from './card-entry.ts';
import { property, state } from './decorators.ts';
import { describeError } from './describe-error.ts';
import { adopt, define } from './elements.ts';
import { FormElement } from './form-element.ts';
import { button } from './parts/button.ts';
import { failureNotice } from './parts/failure.ts';
import { notice } from './parts/notice.ts';
import { sectionFormStyles } from './parts/section-form.styles.ts';
import { safeUrl } from './safe-url.ts';

const cardFieldsStyles = css`
  customer-center-card-fields {
    display: block;
  }
  .card-fields {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
  }
  .card-fields > * {
    grid-area: 1 / 1;
    min-width: 0;
  }
  .card-fields[aria-busy] {
    min-height: 15.5em;
  }
  .card-fields-wait {
    display: grid;
    gap: 1.1em 0.75em;
    grid-template-columns: 1fr 1fr;
    align-content: start;
  }
  .card-fields-wait .skeleton {
    min-height: 4.25em;
    margin: 0;
  }
  .card-fields-wait :is(:first-of-type, :last-of-type) {
    grid-column: 1 / -1;
  }
  customer-center-card-fields[hidden] {
    display: none;
  }
  .card-fields-note {
    max-width: 34em;
  }
`;

/**
 * A form around the provider's card fields: they load in the shape they will have, what is typed stays when the bank says no,
 * and where they can't be shown there is the provider's own page.
 */
class CardFields extends FormElement {
  private entry: CardEntry | undefined;
  /** Counts the openings: what comes late belongs to none. */
  private openings = 0;

  @state() private stage: 'loading' | 'ready' | 'blocked' = 'loading';

  /** Asks the server for the fields of one wish. */
  @property({ attribute: false }) begin!: () => Promise<Fields>;
  @property({ attribute: false }) locale!: string;
  /** Where the bank sends the customer back to, when it asks on a page of its own. */
  @property({ attribute: false }) returnTo!: string;
  /** On the button. */
  @property({ attribute: false }) label!: string;
  /** The provider's own page for the same, where there is one. */
  @property({ attribute: false }) elsewhere: (() => Promise<{ url: string }>) | undefined;
  /** Asks the server what became of it; a sentence when it is another card's turn. */
  @property({ attribute: false }) onSent!: () => Promise<string | undefined>;
  @property({ attribute: false }) onCancel!: () => void;
  @property({ attribute: false }) announce!: (text: string) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, sectionFormStyles);
    adopt(this, cardFieldsStyles);
    void this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override render(): TemplateResult {
    if (this.stage === 'blocked') return this.renderBlocked();
    const isLoading = this.stage === 'loading';
    return html`<form class="section-form" novalidate @submit=${this.submit}>
      <div class="card-fields" aria-busy=${isLoading ? 'true' : nothing}>
        <div><slot name="card-entry"></slot></div>
        ${isLoading ? this.renderWait() : nothing}
      </div>
      <p class="muted small card-fields-note">
        ${msg('What you type goes straight to the payment provider. This site never sees the number.')}
      </p>
      ${failureNotice(this.failure)}
      <div class="actions">
        ${button({ label: this.isBusy ? msg('One moment…') : this.label, isBusy: this.isBusy || isLoading })}
        ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.onCancel() })}
      </div>
    </form>`;
  }

  private renderWait(): TemplateResult {
    return html`<div class="card-fields-wait">
      <span class="hidden">${msg('Loading…')}</span>
      ${[1, 2, 3, 4].map(() => html`<div class="skeleton"></div>`)}
    </div>`;
  }

  private renderBlocked(): TemplateResult {
    return html`<form class="section-form" novalidate @submit=${this.goOn}>
      ${
        this.failure
          ? failureNotice(this.failure)
          : html`<div tabindex="-1" role="alert">
              ${notice({
                kind: 'warning',
                text: msg(
                  'The card fields could not be shown here. Your connection, an ad blocker or this page may keep them away.',
                ),
              })}
            </div>`
      }
      <div class="actions">
        ${button({ label: this.elsewhere ? msg('Go to the provider’s page') : msg('Try again'), isBusy: this.isBusy })}
        ${this.elsewhere ? button({ label: msg('Try again'), kind: 'link', onClick: () => void this.open() }) : nothing}
        ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.onCancel() })}
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
    try {
      const fields = await this.begin();
      const host = (this.getRootNode() as ShadowRoot).host as HTMLElement;
      const entry = await openCardEntry({ host, fields, locale: this.locale });
      if (mine !== this.openings) return entry.close();
      this.entry = entry;
      this.stage = 'ready';
      this.announce(msg('The card fields are ready.'));
    } catch (error) {
      if (mine !== this.openings) return;
      this.stage = 'blocked';
      // A sentence of the server's says more than that fields are missing.
      if (error instanceof ApiError) this.failure = await describeError(error);
      await this.updateComplete;
      this.querySelector<HTMLElement>('[role=alert]')?.focus();
    }
  }

  private close(): void {
    this.openings++;
    this.entry?.close();
    this.entry = undefined;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { entry } = this;
    if (!entry) return;
    void this.send(event.target as HTMLFormElement, async () => {
      const outcome = await entry.confirm(this.returnTo);
      const sentence = outcome.state === 'sent' ? await this.onSent() : wordsFor(outcome);
      if (!sentence) return;
      this.failure = sentence;
      await this.updateComplete;
      this.querySelector<HTMLElement>('[role=alert]')?.focus();
    });
  };

  /** To the provider's own page, or once more. */
  private readonly goOn = (event: SubmitEvent): void => {
    event.preventDefault();
    const { elsewhere } = this;
    if (!elsewhere) return void this.open();
    void this.send(event.target as HTMLFormElement, async () => {
      const url = safeUrl((await elsewhere()).url);
      if (url) location.assign(url);
    });
  };
}

/** What went wrong with a card, and what to do; empty when the fields say it themselves. */
export function wordsFor(outcome: Outcome): string | undefined {
  switch (outcome.state) {
    case 'declined':
      return `${outcome.reason} ${msg('Check what you typed, or take another card. Nothing was charged.')}`.trim();
    case 'unconfirmed':
      return msg(
        'Your bank did not confirm that it is you, or its window was closed. Nothing was charged. Try again, or take another card.',
      );
    default:
      return undefined;
  }
}

define('customer-center-card-fields', CardFields);

declare global {
  interface HTMLElementTagNameMap {
    'customer-center-card-fields': CardFields;
  }
}
