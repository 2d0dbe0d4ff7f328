import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Address } from '../../server/features/addresses/addresses.contract.ts';
import type { Profile, ProfileField } from '../../server/features/profile/profile.contract.ts';
import { ApiError } from '../api.ts';
import { property, state } from '../decorators.ts';
import { describeError } from '../describe-error.ts';
import { adopt, define } from '../elements.ts';
import { FieldError, FormElement } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { notice } from '../parts/notice.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import type { Surroundings } from '../section.ts';
import { languageName } from './profile-words.ts';

const manageStyles = css`
  ${sectionFormStyles}
  customer-center-manage-account {
    display: grid;
    gap: 1.5em;
  }
  .manage-names {
    display: grid;
    gap: 1.15em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13em), 1fr));
  }
  .manage-locked svg {
    width: 0.9em;
    height: 0.9em;
    margin-inline-start: 0.4em;
    vertical-align: -0.06em;
    fill: currentColor;
    color: var(--_muted);
  }
`;

/** Manage account: names, language and the site's own fields to edit; email and phone locked, with the reason. */
class ManageAccount extends FormElement {
  @state() private isAddingAddress = false;
  @state() private hasAdded = false;

  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) profile!: Profile;
  /** With the profile as it is saved; without when nothing was. */
  @property({ attribute: false }) onDone!: (profile?: Profile) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, manageStyles);
  }

  private get canEdit(): boolean {
    return this.around.session.boot!.site.profileEditing;
  }

  private get ownFields(): ProfileField[] {
    return this.profile.fields.filter(({ isEditable }) => isEditable && this.canEdit);
  }

  override render(): TemplateResult {
    const { profile, canEdit } = this;
    return html`<form class="section-form" novalidate @submit=${this.submit}>
        ${canEdit ? this.renderNames(profile) : html`<p class="muted">${msg('To change your name, please write to us.')}</p>`}
        ${this.renderLocked(msg('Email'), profile.email, msg('Locked, because your sign-in and your receipts go there. Write to us to change it.'))}
        ${this.renderLocked(msg('Phone'), profile.phone, msg('Locked here: phone numbers have a section of their own.'))}
        ${this.ownFields.map((own) => this.renderOwn(own))} ${failureNotice(this.failure)}
        <div class="actions">
          ${canEdit ? button({ label: msg('Update profile'), isBusy: this.isBusy }) : nothing}
          ${button({ label: canEdit ? msg('Cancel') : msg('Close'), kind: 'link', onClick: () => this.onDone() })}
        </div>
      </form>
      ${this.renderAddress()}`;
  }

  private renderNames({ firstName, lastName, locale, locales }: Profile): TemplateResult {
    const name = (options: { id: string; name: string; label: string; value: string; autocomplete: string }) =>
      field({ ...options, maxLength: 100, error: this.fieldErrors[options.name] });
    const { format } = this.around;
    const options = [['', msg('As on this page')], ...locales.map((tag) => [tag, languageName(tag, format)])];
    return html`<div class="manage-names">
        ${name({ id: 'first-name', name: 'firstName', label: msg('First name'), value: firstName, autocomplete: 'given-name' })}
        ${name({ id: 'last-name', name: 'lastName', label: msg('Last name'), value: lastName, autocomplete: 'family-name' })}
      </div>
      ${this.renderChoice('locale', msg('Language and region'), options as [string, string][], locale ?? '')}`;
  }

  private renderChoice(name: string, label: string, options: [string, string][], chosen: string): TemplateResult {
    const error = this.fieldErrors[name];
    return html`<div class="field" part="field">
      <label for="manage-${name}" part="label">${label}</label>
      <select
        part="input"
        id="manage-${name}"
        name=${name}
        aria-invalid=${error ? 'true' : nothing}
        aria-describedby=${error ? `${name}-error` : nothing}
      >
        ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
      </select>
      ${error ? html`<p class="field-error" id="${name}-error">${error}</p>` : nothing}
    </div>`;
  }

  private renderOwn({ key, label, kind, choices, value }: ProfileField): TemplateResult {
    const name = `fields.${key}`;
    const text = value === null ? '' : String(value);
    if (kind === 'choice')
      return this.renderChoice(
        name,
        label,
        ['', ...choices].map((each) => [each, each || '–']),
        text,
      );
    if (kind === 'yes_no') {
      return this.renderChoice(
        name,
        label,
        [
          ['', '–'],
          ['true', msg('Yes')],
          ['false', msg('No')],
        ],
        text,
      );
    }
    const type = kind === 'date' ? 'date' : 'text';
    const inputMode = kind === 'number' ? 'decimal' : 'text';
    return field({ id: `manage-${key}`, name, label, type, inputMode, value: text, error: this.fieldErrors[name] });
  }

  private renderLocked(label: string, value: string | null, reason: string): TemplateResult | typeof nothing {
    if (!value) return nothing;
    return html`<div class="manage-locked">
      <strong
        >${label}<svg viewBox="0 0 16 16" role="img" aria-label=${msg('locked')}>
          <path d="M4 7V5a4 4 0 1 1 8 0v2h1v8H3V7zm1.6 0h4.8V5a2.4 2.4 0 1 0-4.8 0z" />
        </svg>
      </strong>
      <p>${value}</p>
      <p class="muted small">${reason}</p>
    </div>`;
  }

  private renderAddress(): TemplateResult | typeof nothing {
    const { around } = this;
    if (!around.session.boot!.site.sections.includes('addresses')) return nothing;
    return this.isAddingAddress
      ? html`<customer-center-new-address
          .around=${around}
          .country=${this.profile.defaultAddress?.country}
          .onDone=${this.addressDone}
        ></customer-center-new-address>`
      : html`${this.hasAdded ? notice({ kind: 'success', text: msg('The address is added.') }) : nothing}
          <div>${button({ label: msg('Add an address'), kind: 'secondary', onClick: this.addAddress })}</div>`;
  }

  private readonly addAddress = (): void =>
    void import('./new-address.ts').then(
      () => {
        this.failure = undefined;
        this.isAddingAddress = true;
      },
      async (error: unknown) => (this.failure = await describeError(error)),
    );

  private readonly addressDone = (addresses?: Address[]): void => {
    this.isAddingAddress = false;
    this.hasAdded = !!addresses;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('div > .secondary')?.focus());
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, (data) => this.save(data));
  };

  private async save({ firstName = '', lastName = '', locale = '', ...rest }: Record<string, string>): Promise<void> {
    const { around, profile } = this;
    const chosen = profile.locales.find((tag) => tag === locale) ?? null;
    const own = this.ownFields;
    const fields = Object.fromEntries(own.map(({ key, kind }) => [key, readOwn(kind, rest[`fields.${key}`] ?? '')]));
    const body = {
      firstName,
      lastName,
      // One that came with an import is shown, and stays unless another is chosen.
      ...(chosen !== profile.locale && { locale: chosen as 'en-GB' | null }),
      ...(own.length && { fields }),
    };
    const saved = await around.call('PATCH /profile', { body }).catch((error: unknown) => {
      throw fieldOf(error) ?? error;
    });
    await around.session.load().catch(() => undefined);
    around.announce(msg('Saved.'));
    this.onDone(saved);
  }
}

/** What the server is sent for what was typed; what can't be read is sent as it is, so that the server names the field. */
function readOwn(kind: ProfileField['kind'], typed: string): string | number | boolean | null {
  const text = typed.trim();
  if (!text) return null;
  if (kind === 'yes_no') return text === 'true';
  const number = Number(text.replace(',', '.'));
  return kind === 'number' && !Number.isNaN(number) ? number : text;
}

/** The field that the server did not accept. */
function fieldOf(error: unknown): FieldError | undefined {
  if (!(error instanceof ApiError) || error.code !== 'invalid_request') return undefined;
  const path = error.details.fields?.[0]?.path ?? '';
  if (path.startsWith('fields.')) return new FieldError(path, msg('This does not fit here. Please check it.'));
  if (path !== 'firstName' && path !== 'lastName') return undefined;
  return new FieldError(path, msg('Names cannot contain < or >, and have at most 100 letters.'));
}

define('customer-center-manage-account', ManageAccount);
