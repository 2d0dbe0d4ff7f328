import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import type { Security } from '../../server/features/security/security.contract.ts';
import { ApiError } from '../api.ts';
import { define } from '../elements.ts';
import { describeError } from '../describe-error.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { newPasswordFields, readNewPassword } from '../parts/new-password-fields.ts';
import { notice } from '../parts/notice.ts';
import { passwordFieldStyles } from '../parts/password-field.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import { Section } from '../section.ts';
import { deviceList } from './device-list.ts';

type Editing = 'password' | 'username' | undefined;

/** Password, username and the devices that are signed in. */
class SecuritySection extends Section<Security> {
  static override readonly sheet = css`
    ${passwordFieldStyles}
    ${sectionFormStyles}
    .security-line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.5em 1em;
    }
    .security-line p {
      margin-top: 0.15em;
    }
    .card form {
      margin-top: 1.15em;
    }
    .device {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
    }
    .device-actions {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1.5em;
    }
  `;

  @state() private editing: Editing;
  @state() private success = '';

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.placeId === 'password') this.editing = 'password';
  }

  protected load(): Promise<Security> {
    return this.around.call('GET /security');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Security'));
  }

  protected renderData(security: Security): TemplateResult {
    const { signInMethods } = this.around.session.boot!.site;
    return html`${this.success ? notice({ kind: 'success', text: this.success }) : nothing}
      ${this.editing ? nothing : failureNotice(this.failure)}
      ${signInMethods.password ? this.renderPassword(security) : nothing}
      ${signInMethods.username ? this.renderUsername(security) : nothing}
      <h3 part="heading">${msg('Signed-in devices')}</h3>
      ${deviceList({
        devices: security.devices,
        around: this.around,
        signOut: (device) =>
          void this.confirmThenDo(
            {
              title: msg('Sign this device out?'),
              text: `${device.name}. ${msg('Whoever uses it has to sign in again. Nothing else changes.')}`,
              yes: msg('Sign out'),
            },
            () => this.signOutDevice(device.id),
          ),
        signOutOthers: () => void this.signOutOthers(),
        signOutEverywhere: () => void this.signOutEverywhere(),
      })}`;
  }

  private renderPassword({ hasPassword, passwordMinLength }: Security): TemplateResult {
    const isEditing = this.editing === 'password';
    const label = hasPassword ? msg('Change password') : msg('Set a password');
    return html`<div class="card" part="card">
      <div class="security-line">
        <div>
          <h3 part="heading">${msg('Password')}</h3>
          <p class="muted">${hasPassword ? msg('You have one.') : msg('You have none yet: you sign in by email.')}</p>
        </div>
        ${isEditing ? nothing : button({ label, kind: 'secondary', onClick: () => this.edit('password') })}
      </div>
      ${
        isEditing
          ? html`<form class="section-form" novalidate @submit=${this.submitPassword}>
              <input class="hidden" tabindex="-1" aria-hidden="true" autocomplete="username" .value=${this.login} />
              ${newPasswordFields({ minLength: passwordMinLength, errors: this.fieldErrors })}
              <p class="hint">${msg('Other devices will be signed out.')}</p>
              ${failureNotice(this.failure)} ${this.renderFormActions(label)}
            </form>`
          : nothing
      }
    </div>`;
  }

  private renderUsername({ username }: Security): TemplateResult {
    const isEditing = this.editing === 'username';
    const label = username ? msg('Change username') : msg('Set a username');
    return html`<div class="card" part="card">
      <div class="security-line">
        <div>
          <h3 part="heading">${msg('Username')}</h3>
          <p class="muted">${username ?? msg('None. With one, you can sign in without typing your email address.')}</p>
        </div>
        ${isEditing ? nothing : button({ label, kind: 'secondary', onClick: () => this.edit('username') })}
      </div>
      ${
        isEditing
          ? html`<form class="section-form" novalidate @submit=${this.submitUsername}>
              ${field({
                id: 'new-username',
                name: 'username',
                label: msg('Username'),
                value: username ?? '',
                autocomplete: 'username',
                hint: msg('3 to 40 letters, digits, dots or dashes, a letter first. Leave it empty to have none.'),
                error: this.fieldErrors['username'],
                maxLength: 40,
              })}
              ${failureNotice(this.failure)} ${this.renderFormActions(msg('Save username'))}
            </form>`
          : nothing
      }
    </div>`;
  }

  private renderFormActions(label: string): TemplateResult {
    return html`<div class="actions">
      ${button({ label, isBusy: this.isBusy })}
      ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.edit(undefined) })}
    </div>`;
  }

  /** For password managers, which file a password under a name. */
  private get login(): string {
    return this.data?.username ?? this.around.session.customer?.email ?? '';
  }

  private edit(editing: Editing): void {
    this.editing = editing;
    this.success = '';
    this.failure = undefined;
    this.fieldErrors = {};
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('form input:not(.hidden)')?.focus());
  }

  private finish(sentence: string): void {
    this.editing = undefined;
    this.success = sentence;
    this.around.announce(sentence);
    this.reload();
  }

  private readonly submitPassword = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async (data) => {
      const password = readNewPassword(data, this.data!.passwordMinLength);
      await this.around.call('PUT /security/password', { body: { password } }).catch(async (error: unknown) => {
        const isAboutField = error instanceof ApiError && error.code.startsWith('password_');
        throw isAboutField ? new FieldError('password', await describeError(error)) : error;
      });
      this.finish(msg('Your password is changed.'));
      await this.around.session.load().catch(() => undefined);
    });
  };

  private readonly submitUsername = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async (data) => {
      const username = data['username']?.trim() || null;
      await this.around.call('PUT /security/username', { body: { username } }).catch(async (error: unknown) => {
        const isAboutField = error instanceof ApiError && ['username_taken', 'invalid_request'].includes(error.code);
        if (!isAboutField) throw error;
        const rule = msg('Use 3 to 40 letters, digits, dots or dashes, a letter first.');
        throw new FieldError('username', error.code === 'username_taken' ? await describeError(error) : rule);
      });
      this.finish(username ? msg('Your username is saved.') : msg('Your username is removed.'));
    });
  };

  private async signOutDevice(deviceId: string): Promise<void> {
    await this.around.call('DELETE /security/devices/:deviceId', { params: { deviceId } });
    this.finish(msg('That device is signed out.'));
  }

  private signOutOthers(): Promise<void> {
    const question = {
      title: msg('Sign out all other devices?'),
      text: msg('Only this device stays signed in.'),
      yes: msg('Sign out others'),
    };
    return this.confirmThenDo(question, async () => {
      await this.around.call('POST /security/sign-out-others', { body: {} });
      this.finish(msg('All other devices are signed out.'));
    });
  }

  private signOutEverywhere(): Promise<void> {
    const question = {
      title: msg('Sign out everywhere?'),
      text: msg('Every device is signed out at once, this one too.'),
      yes: msg('Sign out everywhere'),
    };
    return this.confirmThenDo(question, async () => {
      await this.around.call('POST /security/sign-out-everywhere', { body: {} });
      this.around.session.forgetCustomer();
    });
  }
}

define('customer-center-security', SecuritySection);
