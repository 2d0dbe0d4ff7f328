import { html, nothing, type TemplateResult } from 'lit';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import type { AdminSettings } from '../../server/features/settings/settings.admin.contract.ts';
import { ApiError } from '../api.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { FieldProblem } from './form.ts';
import { checkbox, deskButton, group, select, textInput, type TextOptions } from './parts/controls.ts';
import { saveCarefully } from './save-warnings.ts';
import { Screen } from './screen.ts';
import { changesIn, type Change, type Settings, type SwitchName } from './settings-change.ts';
import { customerFieldInputs } from './settings-fields.ts';
import { gradientInputs, logoInputs } from './settings-look.ts';
import './settings-preview.ts';
import { adoptStyles } from './settings.styles.ts';
import { asSentence, hintBeside, signInSwitches, switchWords } from './settings-words.ts';

const mostBytes = 1_048_576;

/** What a site looks like and offers, with the center as it would be beside it. */
export class SettingsScreen extends Screen<AdminSettings> {
  /** What differs from what is saved. */
  @state() private change: Change = {};
  /** Somebody else has saved since this was read. */
  @state() private isOutdated = false;
  /** Fields of the customer that are being put together; `undefined`: as saved. */
  @state() private fields: Settings['customerFields'] | undefined;

  override get isUnsaved(): boolean {
    return Object.keys(this.change).length > 0;
  }

  heading(): string {
    return 'Settings';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptStyles(this);
  }

  protected load(): Promise<AdminSettings> {
    return this.desk.call('GET /admin/settings');
  }

  private get isReadOnly(): boolean {
    return !this.desk.can('admin');
  }

  protected renderData(data: AdminSettings): TemplateResult {
    const { settings, notes } = data;
    return html`${notes.map(
        ({ text, origin }) =>
          html`<div class="notice warning">
            <div>${asSentence(text)}</div>
            ${origin === null ? nothing : html`<a href=${hrefOf('embed')}>Allow ${origin}</a>`}
          </div>`,
      )}
      <div class="settings">
        <form class="settings-form" novalidate @input=${this.look} @change=${this.look} @submit=${this.save}>
          ${this.renderLook(data)} ${this.renderSignIn(data)} ${this.renderSwitches(data)} ${this.renderRecords(data)}
          ${this.renderEmails(data)} ${this.renderFields(settings)} ${this.isReadOnly ? nothing : this.renderSave()}
        </form>
        <cc-desk-settings-preview
          .site=${this.desk.session.site.id}
          .change=${this.change}
          .settings=${settings}
        ></cc-desk-settings-preview>
      </div>`;
  }

  private text(data: AdminSettings, name: keyof Settings, options: Partial<TextOptions> & { label: string }) {
    const value = data.settings[name] as string | number | null;
    return textInput({
      hint: hintBeside(options.label, data.explanations.settings[name]),
      value: value === null ? '' : String(value),
      error: this.fieldErrors[name],
      isDisabled: this.isReadOnly,
      ...options,
      name,
    });
  }

  private renderLook(data: AdminSettings): TemplateResult {
    const { settings } = data;
    const { gradient = settings.gradient } = this.change;
    const address = (name: keyof Settings, label: string, placeholder?: string) =>
      this.text(data, name, { label, type: 'url', ...(placeholder !== undefined && { placeholder }) });
    return group(
      'Identity and look',
      html`<div class="pair">
          ${this.text(data, 'headline', { label: 'Headline', maxLength: 100 })}
          ${this.text(data, 'name', { label: 'Name of the site', maxLength: 100 })}
        </div>
        ${gradientInputs(gradient, settings.gradient, { errors: this.fieldErrors, isDisabled: this.isReadOnly })}
        ${logoInputs({
          logoUrl: settings.logoUrl,
          errors: this.fieldErrors,
          isDisabled: this.isReadOnly,
          isBusy: this.isBusy,
          onFile: (file) => void this.upload(file),
          onRemove: () => void this.removeLogo(),
        })}
        <div class="pair">${address('privacyUrl', 'Privacy policy')} ${address('termsUrl', 'Terms')}</div>
        ${address('centerAddress', 'Center address', data.hostedPage)}
        ${select({
          name: 'language',
          label: 'Language',
          hint: asSentence(data.explanations.settings.language),
          value: settings.language,
          isDisabled: this.isReadOnly,
          choices: [
            { value: 'en', label: 'English' },
            { value: 'de', label: 'German' },
          ],
        })}`,
    );
  }

  private renderSwitch({ settings, explanations }: AdminSettings, name: SwitchName): TemplateResult {
    return checkbox({
      name: `switches.${name}`,
      label: switchWords[name],
      hint: hintBeside(switchWords[name], explanations.switches[name]),
      isChecked: settings.switches[name],
      isDisabled: this.isReadOnly,
    });
  }

  private renderSignIn(data: AdminSettings): TemplateResult {
    const { signInMethods } = data.settings;
    const isDisabled = this.isReadOnly;
    const method = (name: 'email' | 'password', label: string) =>
      checkbox({ name: `signInMethods.${name}`, label, isChecked: signInMethods[name], isDisabled });
    return group(
      'Signing in',
      html`<fieldset>
          <legend>Ways to sign in</legend>
          ${method('email', 'A link and a code by email')} ${method('password', 'A password')}
          ${this.fieldErrors.signInMethods ? html`<p class="field-error" role="alert">${this.fieldErrors.signInMethods}</p>` : nothing}
        </fieldset>
        ${this.text(data, 'passwordMinLength', { label: 'Shortest new password', type: 'number', min: 8, max: 15 })}
        ${signInSwitches.map((name) => this.renderSwitch(data, name))}
        <p><a href=${hrefOf('landing')}>Where customers land after signing in</a></p>`,
    );
  }

  private renderSwitches(data: AdminSettings): TemplateResult {
    const names = (Object.keys(data.settings.switches) as SwitchName[]).filter(
      (name) => !signInSwitches.includes(name),
    );
    return group(
      'What customers see',
      html`<div class="settings-switches">${names.map((name) => this.renderSwitch(data, name))}</div>`,
      'What is off is on no screen, in no menu and in no email, and the server refuses it.',
    );
  }

  private renderRecords(data: AdminSettings): TemplateResult {
    return group(
      'History and records',
      html`<div class="pair">
        ${this.text(data, 'orderHistoryMonths', { label: 'Months of order history', type: 'number', min: 1, max: 240, placeholder: 'all' })}
        ${this.text(data, 'recordMonths', { label: 'Months of records', type: 'number', min: 1, max: 24 })}
      </div>`,
    );
  }

  private renderEmails(data: AdminSettings): TemplateResult {
    return group(
      'Emails',
      html`<div class="pair">
          ${this.text(data, 'senderName', { label: 'Name of the sender', placeholder: data.settings.headline, maxLength: 100 })}
          ${this.text(data, 'contactEmail', { label: 'Who reads questions', type: 'email' })}
        </div>
        <p class="muted">Emails come from ${data.mailFrom}.</p>`,
    );
  }

  private renderFields(settings: Settings): TemplateResult {
    const fields = this.fields ?? settings.customerFields;
    return group(
      'Own fields',
      customerFieldInputs(fields, {
        errors: this.fieldErrors,
        isDisabled: this.isReadOnly,
        onChange: (next) => void this.changeFields(next(this.typedFields(settings))),
      }),
      'What you keep of a customer beside the name, as a T-shirt size. It is shown in the profile.',
    );
  }

  private renderSave(): TemplateResult {
    const isChanged = Object.keys(this.change).length > 0;
    return html`<div class="settings-save">
      ${this.renderFailure()}
      <div class="line">
        ${
          this.isOutdated
            ? deskButton({
                label: 'Read it anew, keep what I typed',
                kind: 'secondary',
                onClick: () => void this.catchUp(),
              })
            : deskButton({ label: 'Save', isBusy: this.isBusy, isDisabled: !isChanged })
        }
        ${
          isChanged
            ? html`<span class="muted">Not saved yet.</span>
                ${deskButton({ label: 'Discard', kind: 'link', onClick: () => this.discard() })}`
            : nothing
        }
      </div>
    </div>`;
  }

  private get form(): HTMLFormElement | null {
    return this.querySelector<HTMLFormElement>('.settings-form');
  }

  private readonly look = (): void => {
    if (this.form && this.data) this.change = changesIn(this.form, this.data.settings);
  };

  /** Their inputs are made anew, so whoever used one of them is brought back to it. */
  private async changeFields(fields: Settings['customerFields']): Promise<void> {
    const id = (this.getRootNode() as ShadowRoot).activeElement?.id;
    this.fields = fields;
    await this.updateComplete;
    if (id) this.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus();
    this.look();
  }

  /** The own fields as they are typed. */
  private typedFields(settings: Settings): Settings['customerFields'] {
    return (this.form ? changesIn(this.form, settings).customerFields : undefined) ?? settings.customerFields;
  }

  private readonly save = (event: SubmitEvent): void =>
    this.send(event, async () => {
      const { data, change } = this;
      if (!data || Object.keys(change).length === 0 || !(await this.isMeant(change))) return;
      try {
        let saved = data;
        const patch = async (evenIf: Warning['code'][]) =>
          (saved = await this.desk.call('PATCH /admin/settings', {
            body: { ...change, version: data.version, evenIf },
          }));
        if (!(await saveCarefully(this.desk, patch))) return;
        await this.show(saved);
        this.desk.announce('Saved.');
        await this.desk.refresh();
      } catch (error) {
        this.isOutdated = error instanceof ApiError && error.code === 'changed_meanwhile';
        throw error;
      }
    });

  /** What takes something away from customers at once is asked about first. */
  private async isMeant({ switches, signInMethods }: Change): Promise<boolean> {
    if (switches?.center === false) {
      return this.desk.confirm({
        title: 'Turn the center off?',
        text: 'Customers can sign in and land on their post-login page, but see no section of the center.',
        action: 'Turn off',
        isDangerous: true,
      });
    }
    if (signInMethods?.email === false) {
      return this.desk.confirm({
        title: 'No more signing in by email?',
        text: 'Customers who have never set a password can’t sign in until they set one.',
        action: 'Only by password',
        isDangerous: true,
      });
    }
    return true;
  }

  /** Shows what is saved now, in the form it was given. */
  private async show(saved: AdminSettings): Promise<void> {
    this.data = saved;
    this.fields = undefined;
    this.isOutdated = false;
    await this.updateComplete;
    this.discard();
  }

  private discard(): void {
    this.fields = undefined;
    this.failure = undefined;
    this.fieldErrors = {};
    this.form?.reset();
    this.change = {};
  }

  /** What somebody typed stays, and what others have saved since takes the place of the rest. */
  private async catchUp(): Promise<void> {
    await this.reload();
    this.isOutdated = false;
    this.failure = undefined;
    await this.updateComplete;
    this.look();
  }

  private upload(file: File): Promise<boolean> {
    return this.act(async () => {
      if (file.size > mostBytes) throw new FieldProblem('content', 'must have at most 1 MB');
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = '';
      // In pieces, since each byte is an argument.
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      this.takeLogo(await this.desk.call('PUT /admin/logo', { body: { content: btoa(text) } }));
      this.desk.announce('The logo is saved.');
    });
  }

  private removeLogo(): Promise<boolean> {
    return this.act(async () => {
      this.takeLogo(await this.desk.call('DELETE /admin/logo', { body: {} }));
      this.desk.announce('No logo is shown.');
    });
  }

  private takeLogo({ logoUrl, version }: { logoUrl: string | null; version: number }): void {
    const { data } = this;
    if (!data) return;
    // Where the version has made a leap, others have saved as well, which the next save has to be told.
    const isNext = version === data.version + 1;
    this.data = { ...data, settings: { ...data.settings, logoUrl }, version: isNext ? version : data.version };
    const input = this.querySelector<HTMLInputElement>('#logoUrl');
    if (input) input.value = logoUrl ?? '';
    this.look();
  }
}

define('cc-desk-settings', SettingsScreen);
