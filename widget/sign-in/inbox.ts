import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import { ApiError } from '../api.ts';
import { define } from '../elements.ts';
import { describeError } from '../describe-error.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { codeField, isCode } from '../parts/code-field.ts';
import { failureNotice } from '../parts/failure.ts';
import { Step } from './step.ts';

/** "Check your inbox": the six digits of the email, or its link in another tab. */
class Inbox extends Step {
  private timer: ReturnType<typeof setInterval> | undefined;

  @state() private secondsLeft = 0;
  @state() private wasSentAgain = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.countDown();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const { email, sent, registration } = this.flow;
    return html`<form novalidate @submit=${this.submitting((data) => this.useCode(data['code']))}>
        <h2 part="heading" tabindex="-1" data-focus>${msg('Check your inbox')}</h2>
        <p>
          ${
            registration
              ? msg(html`An email from ${sent?.sender} to <strong>${email}</strong> is on its way.`)
              : msg(
                  html`If an account exists for <strong>${email}</strong>, an email from ${sent?.sender} is on its way.`,
                )
          }
          ${msg('Look in the junk folder too.')}
        </p>
        <p class="muted">${msg('Open your mail app and press the button in the email, or type its code here.')}</p>
        ${codeField({ id: 'code', error: this.fieldErrors['code'], onComplete: this.submitCode })}
        ${failureNotice(this.failure)} ${button({ label: msg('Sign in'), isBusy: this.isBusy })}
      </form>
      <div class="link-row">
        ${this.renderSendAgain()}
        ${button({ label: msg('Use another address'), kind: 'link', onClick: () => this.flow.go(registration ? 'register' : 'email') })}
        ${
          this.flow.site.signInMethods.password
            ? button({ label: msg('Sign in with Password'), kind: 'link', onClick: () => this.flow.go('password') })
            : ''
        }
      </div>`;
  }

  private renderSendAgain(): TemplateResult {
    const status = html`<span class="hidden" role="status">${this.wasSentAgain ? msg('Sent again.') : ''}</span>`;
    if (this.secondsLeft <= 0) {
      return html`${button({ label: msg('Send again'), kind: 'link', onClick: () => void this.sendAgain() })}${status}`;
    }
    const sentence = msg(str`Send again in ${this.secondsLeft} s`);
    return html`<span class="muted waiting">${sentence}</span>${status}`;
  }

  private countDown(): void {
    clearInterval(this.timer);
    const until = Date.now() + (this.flow.sent?.resendAfterSeconds ?? 0) * 1000;
    const tick = () => {
      this.secondsLeft = Math.ceil((until - Date.now()) / 1000);
      if (this.secondsLeft <= 0) clearInterval(this.timer);
    };
    this.timer = setInterval(tick, 1000);
    tick();
  }

  private async sendAgain(): Promise<void> {
    try {
      await this.flow.askForEmail(this.flow.email);
      this.failure = undefined;
      this.wasSentAgain = true;
      this.countDown();
    } catch (error) {
      this.failure = await describeError(error);
    }
  }

  private async useCode(code: string | undefined): Promise<void> {
    if (!isCode(code)) throw new FieldError('code', msg('Type the six digits from the email.'));
    try {
      const { landing } = await this.flow.session.call('POST /sign-in/code', { body: { code } });
      await this.finish(landing);
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === 'code_wrong';
      throw isWrong ? new FieldError('code', await describeError(error)) : error;
    }
  }

  private readonly submitCode = (): void => {
    this.querySelector('form')?.requestSubmit();
  };
}

define('customer-center-inbox', Inbox);
