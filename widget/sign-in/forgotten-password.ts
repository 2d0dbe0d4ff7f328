import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import { ApiError } from '../api.ts';
import { define } from '../elements.ts';
import { FieldError } from '../form-element.ts';
import { language } from '../locales.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { Step } from './step.ts';

/** Set a New Password: ask for the email that carries "Change My Password". */
class ForgottenPassword extends Step {
  @state() private sender: string | undefined;

  override render(): TemplateResult {
    return this.sender === undefined ? this.renderForm() : this.renderSent(this.sender);
  }

  private renderForm(): TemplateResult {
    return html`<form novalidate @submit=${this.submitting((data) => this.ask((data['email'] ?? '').trim()))}>
        <h2 part="heading" tabindex="-1" data-focus>${msg('Set a New Password')}</h2>
        <p class="muted">${msg("We'll send you an email with a button that lets you choose a new one.")}</p>
        ${field({
          id: 'reset-email',
          name: 'email',
          label: msg('Email address'),
          type: 'email',
          value: this.flow.email,
          autocomplete: 'email',
          error: this.fieldErrors['email'],
        })}
        ${failureNotice(this.failure)} ${button({ label: msg('Send Email'), isBusy: this.isBusy })}
      </form>
      ${this.renderBack()}`;
  }

  private renderSent(sender: string): TemplateResult {
    return html`<h2 part="heading" tabindex="-1" data-focus>${msg('Check your inbox')}</h2>
      <p>
        ${msg(html`If an account exists for <strong>${this.flow.email}</strong>, an email from ${sender} is on its way.`)}
        ${msg('Look in the junk folder too.')}
      </p>
      <p class="muted">${msg('Press “Change My Password” in that email.')}</p>
      ${this.renderBack()}`;
  }

  private renderBack(): TemplateResult {
    const step = this.flow.site.signInMethods.password ? 'password' : 'email';
    return html`<div class="link-row">
      ${button({ label: msg('Back to sign-in'), kind: 'link', onClick: () => this.flow.go(step) })}
    </div>`;
  }

  private async ask(email: string): Promise<void> {
    const incomplete = new FieldError('email', msg('Type your whole email address, like ann@example.com.'));
    if (!/^\S+@\S+$/.test(email)) throw incomplete;
    try {
      const { sender } = await this.flow.session.call('POST /sign-in/new-password/email', {
        body: { email, language },
      });
      this.flow.email = email;
      this.sender = sender;
    } catch (error) {
      throw error instanceof ApiError && error.code === 'invalid_request' ? incomplete : error;
    }
    await this.focusNewView();
  }
}

define('customer-center-forgotten-password', ForgottenPassword);
