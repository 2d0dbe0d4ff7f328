import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../api.ts';
import { property, state } from '../decorators.ts';
import { describeError } from '../describe-error.ts';
import { adopt, define } from '../elements.ts';
import { FieldError, FormElement } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { codeFieldStyles, emailedCode, isCode } from '../parts/code-field.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { notice } from '../parts/notice.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import type { Surroundings } from '../section.ts';

/** Add an order from another address: a code sent there proves it. */
class Claim extends FormElement {
  @state() private email = '';
  @state() private sender = '';
  @state() private orders: number | undefined;

  @property({ attribute: false }) around!: Surroundings;
  /** Told at once when something came along. */
  @property({ attribute: false }) onClaimed!: () => void;
  @property({ attribute: false }) onDone!: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, sectionFormStyles);
    adopt(this, codeFieldStyles);
    void this.focusFirst();
  }

  override render(): TemplateResult {
    if (this.orders !== undefined) return this.renderDone();
    return html`<form class="card section-form" part="card" novalidate @submit=${this.submit}>
      <h3 part="heading">${msg('Add an order from another address')}</h3>
      ${this.sender ? emailedCode({ id: 'claim-code', sender: this.sender, error: this.fieldErrors['code'], host: this }) : this.renderEmail()}
      ${failureNotice(this.failure)}
      <div class="actions">
        ${button({ label: this.sender ? msg('Add the orders') : msg('Send a code'), isBusy: this.isBusy })}
        ${this.sender ? button({ label: msg('Start again'), kind: 'link', onClick: this.startAgain }) : nothing}
        ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.onDone() })}
      </div>
    </form>`;
  }

  private renderEmail(): TemplateResult {
    return field({
      id: 'claim-email',
      name: 'email',
      label: msg('The other email address'),
      type: 'email',
      value: this.email,
      autocomplete: 'email',
      hint: msg('We send a code there, to see that it is yours.'),
      error: this.fieldErrors['email'],
    });
  }

  private get outcome(): string {
    return this.orders
      ? msg(str`All that was bought with ${this.email} is here now.`)
      : msg(str`Nothing was bought with ${this.email} yet. What you buy with it will appear here.`);
  }

  private renderDone(): TemplateResult {
    const action = button({ label: msg('Close'), kind: 'secondary', onClick: () => this.onDone() });
    return notice({ kind: this.orders ? 'success' : 'info', text: this.outcome, action });
  }

  private async focusFirst(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('input, button')?.focus();
  }

  /** With the address as it was typed, to correct it or to have another code. */
  private readonly startAgain = (): void => {
    this.sender = '';
    this.failure = undefined;
    this.fieldErrors = {};
    void this.focusFirst();
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, ({ email, code }) =>
      this.sender ? this.claim(code) : this.askForCode(email?.trim() ?? ''),
    );
  };

  private async askForCode(email: string): Promise<void> {
    try {
      this.email = email;
      const { sender } = await this.around.call('POST /orders/claim/email', { body: { email } });
      this.sender = sender;
      await this.focusFirst();
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === 'invalid_request';
      if (!isWrong) throw error;
      throw new FieldError('email', msg('Type another whole email address of yours, like ann@example.com.'));
    }
  }

  private async claim(code: string | undefined): Promise<void> {
    if (!isCode(code)) throw new FieldError('code', msg('Type the six digits from the email.'));
    try {
      ({ orders: this.orders } = await this.around.call('POST /orders/claim', { body: { code } }));
      this.onClaimed();
      this.around.announce(this.outcome);
      await this.focusFirst();
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === 'code_wrong';
      throw isWrong ? new FieldError('code', await describeError(error)) : error;
    }
  }
}

define('customer-center-claim', Claim);
