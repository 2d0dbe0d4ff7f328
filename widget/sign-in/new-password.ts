import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../api.ts';
import { define } from '../elements.ts';
import { describeError } from '../describe-error.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { newPasswordFields, readNewPassword } from '../parts/new-password-fields.ts';
import { LinkStep } from './link-step.ts';

/** An emailed link to choose a new password was opened. Saving it signs nobody in. */
class NewPassword extends LinkStep {
  protected renderReady(needsEmail: boolean): TemplateResult {
    return html`<form novalidate @submit=${this.submitting((data) => this.save(data))}>
      <h2 part="heading" tabindex="-1" data-focus>${msg('Set a New Password')}</h2>
      <p class="muted">${msg(str`For your account at ${this.flow.site.headline}.`)}</p>
      ${needsEmail ? this.renderEmail() : nothing}
      ${newPasswordFields({ minLength: this.flow.site.passwordMinLength, errors: this.fieldErrors })}
      ${failureNotice(this.failure)} ${button({ label: msg('Change My Password'), isBusy: this.isBusy })}
    </form>`;
  }

  private async save(data: Record<string, string>): Promise<void> {
    const email = data['email']?.trim();
    if (email === '') throw new FieldError('email', msg('Type the email address this link was sent to.'));
    const password = readNewPassword(data, this.flow.site.passwordMinLength);
    const { session } = this.flow;
    try {
      await session.call('POST /sign-in/new-password', {
        body: { token: this.link?.token ?? '', password, ...(email && { email }) },
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code.startsWith('password_')) throw new FieldError('password', await describeError(error));
      this.takeRefusal(error);
      throw error;
    }
    session.link = undefined;
    this.flow.message = msg('Your password is changed. Sign in with it now.');
    // Every device is signed out by it, this one too.
    this.flow.go('password');
    session.forgetCustomer();
  }
}

define('customer-center-new-password', NewPassword);
