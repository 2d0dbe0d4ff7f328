import { html, nothing, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import type { StaffSession } from './desk.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { roleWords } from './roles.ts';
import { Screen } from './screen.ts';

/** The account of whoever is signed in. */
export class YouScreen extends Screen<StaffSession> {
  @state() private recoveryCodes: string[] = [];

  heading(): string {
    return 'Your account';
  }

  protected async load(): Promise<StaffSession> {
    await this.desk.refresh();
    return this.desk.session;
  }

  protected renderData({ staff, site }: StaffSession): TemplateResult {
    return html`${group(
        'You',
        html`<form class="form" novalidate @submit=${this.saveName}>
          ${textInput({ name: 'name', label: 'Name', value: staff.name, autocomplete: 'name', error: this.fieldErrors.name })}
          <p>
            ${staff.email} ${staff.isEmailProved ? nothing : html`<span class="pill warning">not proved yet</span>`}
          </p>
          <p class="muted">${roleWords[staff.role]}</p>
          ${this.renderFailure()} ${deskButton({ label: 'Save', isBusy: this.isBusy })}
        </form>`,
      )}
      ${staff.isEmailProved ? nothing : this.renderProve(staff.email)}
      ${group(
        'Signing in',
        html`${
          staff.hasSecondFactor
            ? html`<p>One-time codes are set up. ${staff.recoveryCodesLeft} recovery codes are left.</p>`
            : html`<p>
                One-time codes are not set up.
                ${staff.role === 'support' ? 'They are not asked of you, but they protect you.' : ''}
              </p>`
        }
        ${
          this.recoveryCodes.length > 0
            ? html`<ul class="door-codes">
                ${this.recoveryCodes.map((code) => html`<li><code>${code}</code></li>`)}
              </ul>`
            : nothing
        }
        ${
          staff.hasSecondFactor
            ? deskButton({ label: 'Make new recovery codes', kind: 'secondary', onClick: () => void this.newCodes() })
            : nothing
        }`,
        'A new password comes by email: sign out, then choose “Password forgotten?”.',
      )}
      <p class="muted">Site: ${site.id}</p>`;
  }

  private renderProve(email: string): TemplateResult {
    return group(
      'Prove your address',
      deskButton({
        label: 'Send me a link',
        kind: 'secondary',
        onClick: () =>
          void this.act(async () => {
            await this.desk.call('POST /admin/address-email');
            this.desk.announce(`A link is on its way to ${email}.`);
          }),
      }),
      'Once it is proved, the menu at your name opens every center on this server where you are a customer.',
    );
  }

  private readonly saveName = (event: SubmitEvent): void =>
    this.send(event, async ({ name = '' }) => {
      await this.desk.call('PATCH /admin/profile', { body: { name } });
      this.desk.announce('Saved.');
      await this.reload();
    });

  private newCodes(): Promise<boolean> {
    return this.act(async () => {
      this.recoveryCodes = (await this.desk.call('POST /admin/recovery-codes')).recoveryCodes;
      await this.reload();
    });
  }
}

define('cc-desk-you', YouScreen);
