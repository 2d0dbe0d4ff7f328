import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../api.ts';
import { define } from '../elements.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { LinkStep } from './link-step.ts';

/**
 * An emailed sign-in link was opened. Mail scanners open links too, so opening signs nobody in: the button does. The card
 * names the site and never shows an address.
 */
class EmailedLink extends LinkStep {
  protected renderReady(needsEmail: boolean): TemplateResult {
    const { customer } = this.flow.session;
    return html`<form novalidate @submit=${this.submitting((data) => this.signIn(data['email']?.trim()))}>
      <h2 part="heading" tabindex="-1" data-focus>${msg(str`Sign in to ${this.flow.site.headline}`)}</h2>
      ${needsEmail ? this.renderEmail() : html`<p class="muted">${msg('One press, and you are in.')}</p>`}
      ${failureNotice(this.failure)} ${button({ label: msg('Log in now'), isBusy: this.isBusy })}
      ${
        customer
          ? button({
              label: msg(str`Stay signed in as ${customer.email ?? customer.firstName}`),
              kind: 'link',
              onClick: () => this.flow.session.dropLink(),
            })
          : nothing
      }
    </form>`;
  }

  private async signIn(email: string | undefined): Promise<void> {
    const token = this.link?.token ?? '';
    if (email === '') throw new FieldError('email', msg('Type the email address this link was sent to.'));
    try {
      const { landing } = await this.flow.session.call('POST /sign-in/link', {
        body: { token, ...(email && { email }) },
      });
      this.flow.session.link = undefined;
      await this.finish(landing);
    } catch (error) {
      if (error instanceof ApiError) this.takeRefusal(error);
      throw error;
    }
  }
}

define('customer-center-emailed-link', EmailedLink);
