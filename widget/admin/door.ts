import { html, nothing, type TemplateResult } from 'lit';
import { renderSVG } from 'uqr';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import type { StaffSession } from '../../server/features/staff/staff.admin.contract.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import type { AdminCall } from './desk.ts';
import { DeskElement } from './form.ts';
import { deskButton, textInput } from './parts/controls.ts';

type Link = ReplyOf<AdminApi['POST /admin/links/check']>;
type View = 'password' | 'forgotten' | 'sent' | 'code' | 'set-up' | 'recovery' | 'link';

/** What stands before the desk: password, one-time code and its set-up, links of emails. */
export class Door extends DeskElement {
  @state() private view: View = 'password';
  @state() private link: Link | undefined;
  @state() private factor: { secret: string; uri: string; pending: string } | undefined;
  @state() private recoveryCodes: string[] = [];
  @state() private note = '';

  @property({ attribute: false }) call!: AdminCall;
  @property({ attribute: false }) headline = '';
  /** Of the link in the address, if it was opened by one. */
  @property({ attribute: false }) token: string | undefined;
  /** How far somebody is who gave the password in another tab or before a reload. */
  @property({ attribute: false }) session: StaffSession | undefined;
  @property({ attribute: false }) onReady!: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.token !== undefined) void this.openLink(this.token);
    else if (this.session) void this.goOn(this.session.step);
    else this.show('password');
  }

  override render(): TemplateResult {
    return html`<div class="door-place">
      <main class="door">
        <p class="muted">${this.headline}</p>
        ${this.note ? html`<div class="notice success" role="status"><div>${this.note}</div></div>` : nothing}
        ${this.renderView()}
      </main>
    </div>`;
  }

  private renderView(): TemplateResult {
    switch (this.view) {
      case 'password':
        return this.renderPassword();
      case 'forgotten':
        return this.renderForgotten();
      case 'sent':
        return html`<h1 tabindex="-1" data-focus>Check your inbox</h1>
          <p>
            If somebody of the staff has this address, an email with a link is on its way. Look in the junk folder too.
          </p>
          ${this.backLink()}`;
      case 'code':
        return this.renderCode();
      case 'set-up':
        return this.renderSetUp();
      case 'recovery':
        return this.renderRecovery();
      case 'link':
        return this.renderLink();
    }
  }

  /** Fields say theirs themselves. */
  protected override renderFailure(): TemplateResult | typeof nothing {
    return Object.keys(this.fieldErrors).length > 0 ? nothing : super.renderFailure();
  }

  private backLink(): TemplateResult {
    return deskButton({ label: 'Back to sign-in', kind: 'link', onClick: () => this.show('password') });
  }

  private renderPassword(): TemplateResult {
    return html`<h1 tabindex="-1" data-focus>Sign in to the desk</h1>
      <form class="form" novalidate @submit=${this.signIn}>
        ${textInput({
          id: 'door-email',
          name: 'email',
          label: 'Email address',
          type: 'email',
          autocomplete: 'username',
          error: this.fieldErrors.email,
        })}
        ${textInput({ id: 'door-password', name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
        ${this.renderFailure()} ${deskButton({ label: 'Continue', isBusy: this.isBusy })}
      </form>
      ${deskButton({ label: 'Password forgotten?', kind: 'link', onClick: () => this.show('forgotten') })}`;
  }

  private renderForgotten(): TemplateResult {
    return html`<h1 tabindex="-1" data-focus>Set a new password</h1>
      <form class="form" novalidate @submit=${this.askForPassword}>
        ${textInput({
          id: 'door-email',
          name: 'email',
          label: 'Email address',
          type: 'email',
          autocomplete: 'username',
          error: this.fieldErrors.email,
        })}
        ${this.renderFailure()} ${deskButton({ label: 'Send email', isBusy: this.isBusy })}
      </form>
      ${this.backLink()}`;
  }

  private renderCode(): TemplateResult {
    return html`<h1 tabindex="-1" data-focus>One-time code</h1>
      <form class="form" novalidate @submit=${this.giveCode}>
        ${textInput({
          id: 'door-code',
          name: 'code',
          label: 'Code of your app',
          autocomplete: 'one-time-code',
          hint: 'Without your phone: one of the recovery codes.',
        })}
        ${this.renderFailure()} ${deskButton({ label: 'Sign in', isBusy: this.isBusy })}
      </form>
      ${this.backLink()}`;
  }

  private renderSetUp(): TemplateResult {
    const { factor } = this;
    return html`<h1 tabindex="-1" data-focus>Protect your account</h1>
      <p>
        Owners and admins give a code of an app beside their password. Scan this with Google Authenticator, 1Password,
        Aegis or any other app for one-time codes.
      </p>
      ${
        factor
          ? html`<img class="door-qr" alt="QR code for your app" src=${qrPicture(factor.uri)} />
              <p class="hint">
                It can’t be scanned? <a href=${factor.uri}>Open the app on this device</a>, or type this key:
                <code>${factor.secret.match(/.{1,4}/g)?.join(' ')}</code>
              </p>
              <form class="form" novalidate @submit=${this.confirmFactor}>
                ${textInput({ id: 'door-code', name: 'code', label: 'Code the app shows now', autocomplete: 'one-time-code', inputMode: 'numeric' })}
                ${this.renderFailure()} ${deskButton({ label: 'Continue', isBusy: this.isBusy })}
              </form>`
          : this.renderFailure()
      }`;
  }

  private renderRecovery(): TemplateResult {
    return html`<h1 tabindex="-1" data-focus>Keep these recovery codes</h1>
      <p>
        Each lets you in once, when you don’t have your phone. They are not shown again: print them, or put them into
        your password manager.
      </p>
      <ul class="door-codes">
        ${this.recoveryCodes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      ${deskButton({ label: 'I have kept them', onClick: () => this.onReady() })}
      ${deskButton({ label: 'Copy all', kind: 'link', onClick: () => void this.copyCodes() })}`;
  }

  private async copyCodes(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.recoveryCodes.join('\n'));
      this.note = 'Copied.';
    } catch {
      this.note = 'This browser does not let pages copy: select them yourself.';
    }
  }

  private renderLink(): TemplateResult {
    const { link } = this;
    if (!link)
      return html`<h1 tabindex="-1" data-focus>Your link</h1>
        ${this.renderFailure()} ${this.failure === undefined ? nothing : this.backLink()}`;
    if (link.kind === 'address') {
      return html`<h1 tabindex="-1" data-focus>Is this your address?</h1>
        <p><strong>${link.email}</strong></p>
        <form class="form" @submit=${this.useLink}>
          <p>
            Only who is signed in to the desk in this browser can say so. If you did not ask for this email, leave it at
            that.
          </p>
          ${this.renderFailure()} ${deskButton({ label: 'Yes, this is my address', isBusy: this.isBusy })}
        </form>
        ${this.failure === undefined ? nothing : this.backLink()}`;
    }
    const isNew = link.kind !== 'new_password';
    const title = { first_owner: 'Become the owner of this desk', invitation: 'Join the staff' }[link.kind as string];
    return html`<h1 tabindex="-1" data-focus>${title ?? 'Set a new password'}</h1>
      <form class="form" novalidate @submit=${this.useLink}>
        ${link.email === null ? nothing : html`<p>For <strong>${link.email}</strong></p>`}
        ${
          link.kind === 'first_owner'
            ? textInput({
                id: 'door-email',
                name: 'email',
                label: 'Your email address',
                type: 'email',
                autocomplete: 'username',
                error: this.fieldErrors.email,
              })
            : html`<input
                class="hidden"
                name="username"
                autocomplete="username"
                .value=${link.email ?? ''}
                readonly
                tabindex="-1"
                aria-hidden="true"
              />`
        }
        ${isNew ? textInput({ id: 'door-name', name: 'name', label: 'Your name', autocomplete: 'name', error: this.fieldErrors.name }) : nothing}
        ${textInput({
          id: 'door-password',
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'new-password',
          hint: `At least ${link.passwordMinLength} characters. A few words in a row are easy to remember.`,
          error: this.fieldErrors.password,
        })}
        ${this.renderFailure()} ${deskButton({ label: isNew ? 'Continue' : 'Set password', isBusy: this.isBusy })}
      </form>`;
  }

  private show(view: View, note = ''): void {
    this.view = view;
    this.note = note;
    this.failure = undefined;
    this.fieldErrors = {};
    this.focusFirst();
  }

  private focusFirst(): void {
    void this.updateComplete.then(() => {
      const first =
        this.querySelector<HTMLElement>('input:not(.hidden)') ?? this.querySelector<HTMLElement>('[data-focus]');
      first?.focus();
    });
  }

  private async goOn(step: StaffSession['step']): Promise<void> {
    if (step === 'ready') return this.onReady();
    this.show(step === 'code_needed' ? 'code' : 'set-up');
    if (step === 'set_up_needed') {
      await this.act(async () => void (this.factor = await this.call('POST /admin/second-factor')));
    }
  }

  private async openLink(token: string): Promise<void> {
    this.view = 'link';
    await this.act(async () => void (this.link = await this.call('POST /admin/links/check', { body: { token } })));
    this.focusFirst();
  }

  private readonly signIn = (event: SubmitEvent): Promise<void> =>
    this.sendAndGoOn(event, async ({ email = '', password = '' }) => {
      const { step } = await this.call('POST /admin/sign-in', { body: { email, password } });
      return () => this.goOn(step);
    });

  private readonly askForPassword = (event: SubmitEvent): void =>
    this.send(event, async ({ email = '' }) => {
      await this.call('POST /admin/new-password/email', { body: { email } });
      this.show('sent');
    });

  private readonly giveCode = (event: SubmitEvent): void =>
    this.send(event, async ({ code = '' }) => {
      await this.call('POST /admin/sign-in/code', { body: { code } });
      this.onReady();
    });

  private readonly confirmFactor = (event: SubmitEvent): void =>
    this.send(event, async ({ code = '' }) => {
      const body = { pending: this.factor?.pending ?? '', code };
      this.recoveryCodes = (await this.call('POST /admin/second-factor/confirm', { body })).recoveryCodes;
      this.show('recovery');
    });

  private readonly useLink = (event: SubmitEvent): Promise<void> =>
    this.sendAndGoOn(event, async ({ email, name, password }) => {
      const typed = { ...(email !== undefined && { email }), ...(name !== undefined && { name }) };
      const body = { token: this.token ?? '', ...typed, ...(password !== undefined && { password }) };
      const { step } = await this.call('POST /admin/links/use', { body });
      history.replaceState(null, '', location.pathname);
      if (step !== null) return () => this.goOn(step);
      if (this.link?.kind === 'address') return this.onReady;
      return () => this.show('password', 'Your new password is set. Sign in with it.');
    });
}

/** As a picture with an address of its own, since nothing on this page may write markup. */
const qrPicture = (text: string): string => `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 1 }))}`;

define('cc-desk-door', Door);
