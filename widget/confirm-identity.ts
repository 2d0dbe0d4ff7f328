import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import { ApiError } from './api.ts';
import { define } from './elements.ts';
import { describeError } from './describe-error.ts';
import { FieldError, FormElement } from './form-element.ts';
import { button } from './parts/button.ts';
import { emailedCode, isCode } from './parts/code-field.ts';
import { failureNotice } from './parts/failure.ts';
import { passwordField } from './parts/password-field.ts';
import type { Session } from './session.ts';

/** Confirm it's you: by a code to the email address, or by the password. Good for ten minutes. */
class ConfirmIdentity extends FormElement {
  @state() private way: 'choose' | 'code' | 'password' = 'choose';
  @state() private sender = '';

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) onDone!: (isDone: boolean) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    const { signInMethods } = this.session.boot!.site;
    if (signInMethods.password && !this.session.customer?.maySetPassword) this.way = 'password';
  }

  override render(): TemplateResult {
    return html`<form novalidate @submit=${this.submit}>
      <h2 part="heading" tabindex="-1">${msg("Confirm it's you")}</h2>
      <p class="muted">${msg('It has been a while since you signed in, and this is a sensitive change.')}</p>
      ${this.way === 'code' ? emailedCode({ id: 'confirm-code', sender: this.sender, error: this.fieldErrors['code'], host: this }) : this.way === 'password' ? this.renderPassword() : nothing}
      ${failureNotice(this.failure)}
      <div class="dialog-actions">
        ${button({ label: msg('Cancel'), kind: 'secondary', onClick: () => this.onDone(false) })}
        ${
          this.way === 'choose'
            ? button({ label: msg('Email me a code'), isBusy: this.isBusy, onClick: this.sendCode })
            : button({ label: msg('Confirm'), isBusy: this.isBusy })
        }
      </div>
      ${
        this.way === 'password'
          ? button({ label: msg('Email me a code instead'), kind: 'link', onClick: this.sendCode })
          : nothing
      }
    </form>`;
  }

  private renderPassword(): TemplateResult {
    return passwordField({
      id: 'confirm-password',
      name: 'password',
      label: msg('Password'),
      autocomplete: 'current-password',
      error: this.fieldErrors['password'],
    });
  }

  private readonly sendCode = (): void => {
    const form = this.querySelector('form')!;
    void this.send(form, async () => {
      const { sender } = await this.session.call('POST /security/confirmation-email', { body: {} });
      this.sender = sender;
      this.way = 'code';
      await this.updateComplete;
      this.querySelector('input')?.focus();
    });
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, ({ code, password }) => this.confirm(code, password));
  };

  private async confirm(code: string | undefined, password: string | undefined): Promise<void> {
    const field = this.way === 'code' ? 'code' : 'password';
    if (field === 'code' && !isCode(code)) throw new FieldError('code', msg('Type the six digits from the email.'));
    if (field === 'password' && !password) throw new FieldError('password', msg('Type your password.'));
    try {
      const body = field === 'code' ? { code: code! } : { password: password! };
      await this.session.call('POST /security/confirmation', { body });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'password_wrong') throw new FieldError('password', msg('This is not your password.'));
      throw error.code === 'code_wrong' ? new FieldError('code', await describeError(error)) : error;
    }
    this.onDone(true);
  }
}

define('customer-center-confirm-identity', ConfirmIdentity);
