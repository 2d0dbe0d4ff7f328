import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { define } from '../elements.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { notice } from '../parts/notice.ts';
import { passwordField } from '../parts/password-field.ts';
import { Step } from './step.ts';

/** Sign in with Password: email address or username. */
class Password extends Step {
  override render(): TemplateResult {
    const { site, email, message } = this.flow;
    const { username, email: byEmail } = site.signInMethods;
    return html`<form novalidate @submit=${this.submitting((data) => this.signIn(data))}>
        <h2 part="heading" tabindex="-1">${msg('Sign in with Password')}</h2>
        ${message ? notice({ kind: 'success', text: message }) : nothing} ${this.renderLogin(username, email)}
        ${passwordField({
          id: 'password',
          name: 'password',
          label: msg('Password'),
          autocomplete: 'current-password',
          error: this.fieldErrors['password'],
        })}
        ${failureNotice(this.failure)} ${button({ label: msg('Sign in'), isBusy: this.isBusy })}
      </form>
      <div class="link-row">
        ${button({ label: msg('Set a New Password'), kind: 'link', onClick: () => this.flow.go('forgotten') })}
        ${
          byEmail
            ? button({ label: msg('Sign in by email'), kind: 'link', onClick: () => this.flow.go('email') })
            : nothing
        }
      </div>`;
  }

  private renderLogin(isUsernameAllowed: boolean, email: string): TemplateResult {
    return html`<div ?data-empty=${!email}>
      ${field({
        id: 'login',
        name: 'login',
        label: isUsernameAllowed ? msg('Email address or username') : msg('Email address'),
        type: isUsernameAllowed ? 'text' : 'email',
        value: email,
        autocomplete: 'username',
        error: this.fieldErrors['login'],
      })}
    </div>`;
  }

  protected override async focusNewView(): Promise<void> {
    await this.updateComplete;
    const inputs = [...this.querySelectorAll('input')];
    (inputs.find((input) => !input.value) ?? inputs[0])?.focus();
  }

  private async signIn({ login = '', password = '' }: Record<string, string>): Promise<void> {
    if (!login.trim()) throw new FieldError('login', msg('Type your email address.'));
    if (!password) throw new FieldError('password', msg('Type your password.'));
    const { session, wantedPage } = this.flow;
    const body = { login: login.trim(), password, ...(wantedPage && { wantedPage }) };
    const { landing } = await session.call('POST /sign-in/password', { body });
    await this.finish(landing);
  }
}

define('customer-center-password', Password);
