import { msg } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import { describeError } from './describe-error.ts';
import { define } from './elements.ts';
import { FieldError, FormElement } from './form-element.ts';
import { language } from './locales.ts';
import { button } from './parts/button.ts';
import { failureNotice } from './parts/failure.ts';
import { field } from './parts/field.ts';
import { hideBroken } from './parts/hide-broken.ts';
import type { EmailedLink } from './places.ts';
import { safeUrl } from './safe-url.ts';
import type { Boot, Landing, Session } from './session.ts';
import type { SignInFlow, StepName } from './sign-in/flow.ts';

/** Most visitors see the first step only, so the others come when it is touched. */
const loadSteps = () => import('./sign-in/steps.ts');

/** The sign-in card. */
export class SignIn extends FormElement implements SignInFlow {
  /** Filled in by the link of an email that carries no secret. */
  email = location.hash.split(/^#cc\/\w+\/(?=.+@)/)[1] ?? '';
  registration: SignInFlow['registration'];
  sent: SignInFlow['sent'];
  message: string | undefined;

  @state() private step: StepName = 'email';
  @state() private steps: Awaited<ReturnType<typeof loadSteps>> | undefined;

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) link: EmailedLink | undefined;
  @property({ attribute: false }) wantedPage: string | undefined;
  @property({ attribute: false }) onSignedIn: ((landing: Landing) => Promise<void>) | undefined;
  /** The server has not heard of the sign-out yet. */
  @property({ attribute: false }) isUnsure = false;
  /** In the dialog over a section: no header, no legal links. */
  @property({ attribute: false }) isPlain = false;

  get site(): Boot['site'] {
    return this.session.boot!.site;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNew = !this.hasUpdated;
    if (isNew && this.session.boot!.transport === 'hosted') void this.show('hosted');
    else if (this.link && changed.has('link')) void this.show(this.link.kind);
    else if (isNew && /^#cc\/password\//.test(location.hash)) void this.show('forgotten');
    else if (isNew && !this.site.signInMethods.email) void this.show('password');
    else if (isNew && this.site.program && !this.isPlain) void this.show('register');
  }

  override render(): TemplateResult {
    const body = this.step === 'email' ? this.renderEmail() : this.steps?.renderStep(this.step, this);
    if (this.isPlain) return html`${body}`;
    return this.renderCard(body ?? html`<div class="skeleton" aria-busy="true"></div>`);
  }

  private renderCard(body: unknown): TemplateResult {
    return html`<div class="sign-in" part="card sign-in">
        ${this.renderHead()}
        <div class="sign-in-body">${body}</div>
      </div>
      ${this.renderLegal()}`;
  }

  private renderHead(): TemplateResult {
    const logo = safeUrl(this.site.logoUrl);
    return html`<div class="sign-in-head" part="sign-in-head">
      ${logo ? html`<img part="logo" src=${logo} alt="" referrerpolicy="no-referrer" @error=${hideBroken} />` : nothing}
      <p class="headline" part="headline">${this.site.headline}</p>
    </div>`;
  }

  private renderEmail(): TemplateResult {
    return html`<form novalidate @submit=${this.submitEmail} @focusin=${() => void loadSteps().catch(() => undefined)}>
      <h2 part="heading" tabindex="-1" data-focus>${msg('Sign in')}</h2>
      ${this.isUnsure ? this.renderUnsure() : nothing}
      <p class="muted">${msg("Enter your email address. We'll send you a link and a code.")}</p>
      ${field({
        id: this.isPlain ? 'again-email' : 'email',
        name: 'email',
        label: msg('Email address'),
        type: 'email',
        value: this.email,
        autocomplete: 'email',
        error: this.fieldErrors['email'],
      })}
      ${failureNotice(this.failure)} ${button({ label: msg('Continue'), isBusy: this.isBusy })}
      ${
        this.site.signInMethods.password
          ? button({ label: msg('Sign in with Password'), kind: 'link', onClick: () => this.go('password') })
          : nothing
      }
      ${
        this.site.registration && !this.isPlain
          ? button({ label: msg('Create an account'), kind: 'link', onClick: () => this.go('register') })
          : nothing
      }
    </form>`;
  }

  private renderUnsure(): TemplateResult {
    return html`<p class="notice">
      ${msg('Your data is gone from this screen, but the server does not know yet.')}
      ${button({ label: msg('Try again'), kind: 'link', onClick: () => void this.session.signOut() })}
    </p>`;
  }

  private renderLegal(): TemplateResult {
    const link = (address: string | null, label: string) => {
      const href = safeUrl(address);
      return href && html`<a part="link" href=${href}>${label}</a>`;
    };
    return html`<p class="legal muted">
      ${link(this.site.privacyUrl, msg('Privacy policy'))}${link(this.site.termsUrl, msg('Terms'))}
    </p>`;
  }

  go(step: StepName): void {
    if (step === 'email') this.registration = undefined;
    if (step === 'email' && this.session.link) this.session.dropLink();
    void this.show(step).then(() => this.focusNewView());
  }

  async askForEmail(email: string): Promise<void> {
    if (!/^\S+@\S+$/.test(email)) {
      throw new FieldError('email', msg('Type your whole email address, like ann@example.com.'));
    }
    this.email = email;
    const { registration, wantedPage } = this;
    const name = registration ? 'POST /sign-in/registration' : 'POST /sign-in/email';
    this.sent = await this.session.call(name, {
      body: { email, ...registration, wantedPage, language },
    });
  }

  finish(landing: Landing): Promise<void> {
    return this.onSignedIn?.(landing) ?? Promise.resolve();
  }

  private async show(step: StepName): Promise<void> {
    this.failure = undefined;
    this.fieldErrors = {};
    this.step = step;
    if (step === 'email') return;
    try {
      this.steps ??= await loadSteps();
    } catch (error) {
      this.step = 'email';
      this.failure = await describeError(error);
    }
  }

  private readonly submitEmail = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async ({ email = '' }) => {
      await this.askForEmail(email.trim());
      this.go('inbox');
    });
  };
}

define('customer-center-sign-in', SignIn);
