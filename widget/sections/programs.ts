import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Membership, Offer, Programs } from '../../server/features/programs/programs.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { notice } from '../parts/notice.ts';
import { pill } from '../parts/pill.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import { safeUrl } from '../safe-url.ts';
import { Section } from '../section.ts';
import { offerList, offerStyles } from './offer-list.ts';

/** Mine first: level, since, until, what it opens, where it came from; then programs not owned yet. */
class ProgramsSection extends Section<Programs> {
  static override readonly sheet = css`
    ${sectionFormStyles} ${offerStyles}
    .membership > * {
      grid-column: 1 / -1;
    }
    .offers:has(form) {
      align-items: start;
    }
    .membership-head {
      display: flex;
      flex-wrap: wrap;
      gap: 0.2em 1em;
      align-items: baseline;
      justify-content: space-between;
    }
    .offer form {
      display: grid;
      gap: 0.75em;
    }
    textarea {
      width: 100%;
      min-height: 7em;
      padding: 0.6em 0.85em;
      border: 1px solid var(--_outline);
      border-radius: var(--_small-radius);
      background: var(--_background);
      color: inherit;
      font: inherit;
      font-size: max(1em, 16px);
      resize: vertical;
    }
  `;

  /** The program that is asked about. */
  @state() private asked = '';
  @state() private answered = '';

  protected load(): Promise<Programs> {
    return this.around.call('GET /programs');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Programs'));
  }

  protected renderData({ mine, offers }: Programs): TemplateResult {
    if (!mine.length && !offers.length) return empty('programs', msg('Programs you join will appear here.'));
    return html`${
      mine.length
        ? html`<ul class="rows">
            ${mine.map((membership) => this.renderMembership(membership))}
          </ul>`
        : nothing
    }
    ${
      offers.length
        ? html`<h3 part="heading">${mine.length ? msg('Not yours yet') : msg('You could join')}</h3>
            ${offerList(offers, this.around.format, (offer) => this.renderEnd(offer))}`
        : nothing
    }`;
  }

  private renderMembership(membership: Membership): TemplateResult {
    const { program, level, opens, endedAt } = membership;
    return html`<li class="row membership" part="row">
      <div class="membership-head">
        <span class="row-title">${program}</span>${endedAt ? pill(msg('Ended')) : pill(level, 'success')}
      </div>
      <p class="muted">${this.timeWords(membership)} ${sourceWords(membership.source)}</p>
      ${
        opens.length
          ? html`<p>
              ${opens.map(
                ({ title, address }, at) =>
                  html`${at ? ' · ' : ''}<a part="link" href=${safeUrl(address) ?? nothing}>${title}</a>`,
              )}
            </p>`
          : nothing
      }
    </li>`;
  }

  private timeWords({ sinceAt, untilAt, endedAt, level }: Membership): string {
    const { date } = this.around.format;
    if (endedAt) return msg(str`${level}, ended on ${date(endedAt)}.`);
    return untilAt ? msg(str`Since ${date(sinceAt)}, until ${date(untilAt)}.`) : msg(str`Since ${date(sinceAt)}.`);
  }

  private renderEnd(offer: Offer): TemplateResult {
    if (this.answered === offer.id) {
      return html`<div tabindex="-1">
        ${notice({ kind: 'success', text: msg('Your question is sent. The answer comes by email.') })}
      </div>`;
    }
    const buy = safeUrl(offer.buyUrl);
    if (buy) {
      return html`<a class="button secondary" part="button button-secondary" href=${buy}
        >${msg('See the offer')}<span class="hidden">: ${offer.program}</span></a
      >`;
    }
    if (this.asked === offer.id) return this.renderQuestion(offer);
    return button({
      label: msg(str`Ask about ${offer.program}`),
      kind: 'secondary',
      onClick: () => this.ask(offer.id),
    });
  }

  private renderQuestion({ id }: Offer): TemplateResult {
    const error = this.fieldErrors['message'];
    return html`<form novalidate @submit=${this.submit}>
      <div class="field" part="field">
        <label for="question-${id}" part="label">${msg('Your question')}</label>
        <textarea
          part="input"
          id="question-${id}"
          name="message"
          maxlength="2000"
          aria-invalid=${error ? 'true' : nothing}
          aria-describedby=${error ? 'question-error' : nothing}
        ></textarea>
        ${error ? html`<p class="field-error" id="question-error">${error}</p>` : nothing}
      </div>
      ${failureNotice(this.failure)}
      <div class="actions">
        ${button({ label: msg('Send question'), isBusy: this.isBusy })}
        ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.ask('') })}
      </div>
    </form>`;
  }

  private ask(id: string): void {
    const left = this.querySelector('form')?.parentElement;
    this.asked = id;
    this.failure = undefined;
    this.fieldErrors = {};
    void this.updateComplete.then(() =>
      (this.querySelector('textarea') ?? left?.querySelector<HTMLElement>('button, [tabindex]'))?.focus(),
    );
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const programId = this.asked;
    void this.send(event.target as HTMLFormElement, async ({ message = '' }) => {
      if (!message.trim()) throw new FieldError('message', msg('Write your question first.'));
      await this.around.call('POST /programs/:programId/ask', { params: { programId }, body: { message } });
      this.answered = programId;
      this.ask('');
      this.around.announce(msg('Your question is sent. The answer comes by email.'));
    });
  };
}

function sourceWords(source: Membership['source']): string {
  switch (source) {
    case 'purchase':
      return msg('You bought it.');
    case 'registration':
      return msg('It came when you signed up.');
    case 'admin':
    case 'api':
    case 'import':
    case 'rule':
      return msg('We gave it to you.');
  }
}

define('customer-center-programs', ProgramsSection);
