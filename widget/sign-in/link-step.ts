import { msg } from '@lit/localize';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../decorators.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import type { Api } from '../../server/contract.ts';
import type { ApiError } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { field } from '../parts/field.ts';
import type { EmailedLink } from '../places.ts';
import { Step } from './step.ts';

type LinkState = ReplyOf<Api['POST /sign-in/link/check']>['state'];

/** A step that begins with an emailed link: asks what the link would do, which changes nothing. */
export abstract class LinkStep extends Step {
  @state() protected linkState: LinkState | 'checking' | 'unchecked' = 'checking';

  @property({ attribute: false }) link: EmailedLink | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('link') && this.link) void this.check(this.link);
  }

  override render(): TemplateResult {
    switch (this.linkState) {
      case 'checking':
        return html`<div class="skeleton" aria-busy="true"></div>`;
      case 'unchecked':
        return this.renderUnchecked();
      case 'ready':
      case 'email_needed':
        return this.renderReady(this.linkState === 'email_needed');
      default:
        return this.renderDead(this.linkState);
    }
  }

  protected abstract renderReady(needsEmail: boolean): TemplateResult;

  protected renderEmail(): TemplateResult {
    return field({
      id: 'link-email',
      name: 'email',
      label: msg('Email address'),
      type: 'email',
      autocomplete: 'email',
      hint: msg('This link was asked for in another browser, so please type the address it was sent to.'),
      error: this.fieldErrors['email'],
    });
  }

  private renderUnchecked(): TemplateResult {
    return html`<h2 part="heading" tabindex="-1" data-focus>${msg('No answer')}</h2>
      <p>${this.failure}</p>
      ${button({ label: msg('Try again'), onClick: () => void this.check(this.link!) })}`;
  }

  private renderDead(reason: 'used' | 'expired' | 'unknown'): TemplateResult {
    const sentences = {
      used: msg('This link was used already. Each link works once.'),
      expired: msg('This link is too old. Links work for ten minutes.'),
      unknown: msg('This link is damaged, or a newer email has replaced it.'),
    };
    const isPassword = this.link?.kind === 'new-password';
    return html`<h2 part="heading" tabindex="-1" data-focus>${msg('This link does not work any more')}</h2>
      <p>${sentences[reason]} ${msg('Get a new one; it takes a moment.')}</p>
      ${button({ label: msg('Get a new email'), onClick: () => this.startAgain(isPassword) })}`;
  }

  /** A refusal that tells more about the link than the check did. */
  protected takeRefusal({ code }: ApiError): void {
    if (code === 'link_used') this.linkState = 'used';
    else if (code === 'link_expired') this.linkState = 'expired';
    else if (code === 'link_unknown') this.linkState = 'unknown';
    else if (code === 'email_needed') this.linkState = 'email_needed';
    else if (code === 'email_mismatch' || code === 'invalid_request') {
      this.linkState = 'email_needed';
      throw new FieldError('email', msg('This link was sent to another email address.'));
    }
  }

  private startAgain(isPassword: boolean): void {
    this.flow.session.link = undefined;
    this.flow.go(isPassword || !this.flow.site.signInMethods.email ? 'forgotten' : 'email');
  }

  private async check({ token }: EmailedLink): Promise<void> {
    this.linkState = 'checking';
    try {
      const isWhole = /^[\w-]{64}$/.test(token);
      const reply = isWhole ? await this.flow.session.call('POST /sign-in/link/check', { body: { token } }) : undefined;
      this.linkState = reply?.state ?? 'unknown';
      // Somebody who is signed in has no use for a dead link.
      const isDead = this.linkState !== 'ready' && this.linkState !== 'email_needed';
      if (isDead && this.flow.session.customer) this.flow.session.dropLink();
    } catch (error) {
      this.failure = await describeError(error);
      this.linkState = 'unchecked';
    }
    await this.focusNewView();
  }
}
