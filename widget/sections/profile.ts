import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import type { Profile } from '../../server/features/profile/profile.contract.ts';
import { ApiError } from '../api.ts';
import { define } from '../elements.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { factStyles } from '../parts/fact.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { notice } from '../parts/notice.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import { Section } from '../section.ts';

/** My Account: names and language to edit; email and phone locked, with the reason. */
class ProfileSection extends Section<Profile> {
  static override readonly sheet = css`
    ${factStyles}
    ${sectionFormStyles}
    .profile-person {
      display: flex;
      align-items: center;
      gap: 1em;
    }
    .profile-avatar {
      display: grid;
      place-items: center;
      flex: none;
      width: 3.5em;
      height: 3.5em;
      border-radius: 50%;
      background: var(--_accent);
      color: var(--_on-accent);
      font-weight: 650;
    }
    .profile-names {
      display: grid;
      gap: 1.15em;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 13em), 1fr));
    }
    .profile-locked {
      display: grid;
      gap: 0.2em;
    }
    .profile-locked dt {
      font-weight: 600;
      font-size: 0.9375em;
    }
    .profile-locked svg {
      width: 0.9em;
      height: 0.9em;
      margin-inline-start: 0.4em;
      vertical-align: -0.06em;
      fill: currentColor;
      color: var(--_muted);
    }
  `;

  @state() private isSaved = false;

  protected load(): Promise<Profile> {
    return this.around.call('GET /profile');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('My Account'));
  }

  protected renderData(profile: Profile): TemplateResult {
    const { session } = this.around;
    const canEdit = session.boot!.site.profileEditing;
    const since = this.around.format.fullDate(profile.customerSince);
    return html`<div class="profile-person">
        <span class="profile-avatar" part="avatar" aria-hidden="true">${session.customer?.initials}</span>
        <div>
          <strong>${`${profile.firstName} ${profile.lastName}`.trim() || profile.email}</strong>
          <p class="muted small">${msg(str`Customer since ${since}`)}</p>
        </div>
      </div>
      <h3 part="heading">${msg('Personal information')}</h3>
      ${canEdit ? this.renderForm(profile) : this.renderLockedNames()} ${this.renderLocked(profile)}`;
  }

  private renderForm(profile: Profile): TemplateResult {
    return html`<form class="section-form" novalidate @submit=${this.submit} @input=${this.forgetSuccess}>
      <div class="profile-names">
        ${field({
          id: 'first-name',
          name: 'firstName',
          label: msg('First name'),
          value: profile.firstName,
          autocomplete: 'given-name',
          maxLength: 100,
          error: this.fieldErrors['firstName'],
        })}
        ${field({
          id: 'last-name',
          name: 'lastName',
          label: msg('Last name'),
          value: profile.lastName,
          autocomplete: 'family-name',
          maxLength: 100,
          error: this.fieldErrors['lastName'],
        })}
      </div>
      ${this.renderLanguage(profile)} ${failureNotice(this.failure)}
      ${this.isSaved ? notice({ kind: 'success', text: msg('Saved.') }) : nothing}
      ${button({ label: msg('Update profile'), isBusy: this.isBusy })}
    </form>`;
  }

  private renderLanguage({ locale, locales }: Profile): TemplateResult {
    const names = new Intl.DisplayNames(this.around.format.locale, { type: 'language' });
    return html`<div class="field" part="field">
      <label for="language" part="label">${msg('Language and region')}</label>
      <select part="input" id="language" name="locale" aria-describedby="language-hint">
        <option value="" ?selected=${!locale}>${msg('As on this page')}</option>
        ${locales.map((tag) => html`<option value=${tag} ?selected=${tag === locale}>${names.of(tag)}</option>`)}
      </select>
      <p class="hint" id="language-hint">${msg('How dates and amounts are written.')}</p>
    </div>`;
  }

  private renderLockedNames(): TemplateResult {
    return html`<p class="muted">${msg('To change your name, please write to us.')}</p>`;
  }

  private renderLocked({ email, phone }: Profile): TemplateResult | typeof nothing {
    if (!email && !phone) return nothing;
    const lock = html`<svg viewBox="0 0 16 16" role="img" aria-label=${msg('locked')}>
      <path d="M4 7V5a4 4 0 1 1 8 0v2h1v8H3V7zm1.6 0h4.8V5a2.4 2.4 0 1 0-4.8 0z" />
    </svg>`;
    const locked = (name: string, value: string, reason: string) =>
      html`<div class="profile-locked">
        <dt>${name}${lock}</dt>
        <dd>${value}</dd>
        <dd class="muted small">${reason}</dd>
      </div>`;
    return html`<dl class="facts">
      ${
        email
          ? locked(
              msg('Email'),
              email,
              msg('Locked, because your sign-in and your receipts go there. Write to us to change it.'),
            )
          : nothing
      }
      ${phone ? locked(msg('Phone'), phone, msg('Locked, because it came with your order. Write to us to change it.')) : nothing}
    </dl>`;
  }

  private readonly forgetSuccess = (): void => {
    if (this.isSaved) this.isSaved = false;
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.isSaved = false;
    void this.send(event.target as HTMLFormElement, (data) => this.save(data));
  };

  private async save({ firstName = '', lastName = '', locale = '' }: Record<string, string>): Promise<void> {
    const chosen = this.data!.locales.find((tag) => tag === locale) ?? null;
    const body = { firstName, lastName, locale: chosen } as {
      firstName: string;
      lastName: string;
      locale: 'en-GB' | null;
    };
    this.data = await this.around.call('PATCH /profile', { body }).catch((error: unknown) => {
      throw fieldOf(error) ?? error;
    });
    this.isSaved = true;
    this.around.announce(msg('Saved.'));
    await this.around.session.load().catch(() => undefined);
  }
}

/** The name that the server did not accept. */
function fieldOf(error: unknown): FieldError | undefined {
  if (!(error instanceof ApiError) || error.code !== 'invalid_request') return undefined;
  const path = error.details.fields?.[0]?.path;
  if (path !== 'firstName' && path !== 'lastName') return undefined;
  return new FieldError(path, msg('Names cannot contain < or >, and have at most 100 letters.'));
}

define('customer-center-profile', ProfileSection);
