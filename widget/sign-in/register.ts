import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { Step } from './step.ts';

/** Create an account, on the site or in a program: the email that is sent proves the address. */
class Register extends Step {
  override render(): TemplateResult {
    const { site, email, registration } = this.flow;
    const name = (id: string, label: string, autocomplete: string, value = '') =>
      field({ id: `register-${id}`, name: id, label, autocomplete, value, maxLength: 100 });
    return html`<form novalidate @submit=${this.submitting((data) => this.register(data))}>
        <h2 part="heading" tabindex="-1" data-focus>
          ${site.program ? msg(str`Join ${site.program}`) : msg('Create an account')}
        </h2>
        ${field({
          id: 'register-email',
          name: 'email',
          label: msg('Email address'),
          type: 'email',
          value: email,
          autocomplete: 'email',
          error: this.fieldErrors['email'],
        })}
        ${name('firstName', msg('First name'), 'given-name', registration?.firstName)}
        ${name('lastName', msg('Last name'), 'family-name', registration?.lastName)} ${failureNotice(this.failure)}
        ${button({ label: msg('Continue'), isBusy: this.isBusy })}
      </form>
      <div class="link-row">
        ${
          site.signInMethods.email
            ? button({ label: msg('I have an account'), kind: 'link', onClick: () => this.flow.go('email') })
            : nothing
        }
      </div>`;
  }

  private async register({ email = '', firstName = '', lastName = '' }: Record<string, string>): Promise<void> {
    const { flow } = this;
    const { program } = flow.session;
    flow.registration = { firstName, lastName, ...(program && { program }) };
    await flow.askForEmail(email.trim());
    flow.go('inbox');
  }
}

define('customer-center-register', Register);
