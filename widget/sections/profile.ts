import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import type { Profile } from '../../server/features/profile/profile.contract.ts';
import type { SectionName } from '../../server/features/boot/boot.contract.ts';
import { avatarFace } from '../avatar.ts';
import { define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { fact, factStyles } from '../parts/fact.ts';
import { failureNotice } from '../parts/failure.ts';
import { notice } from '../parts/notice.ts';
import { Section } from '../section.ts';
import { addressLines, countryNames } from './address-lines.ts';
import { fieldValueWords, languageName } from './profile-words.ts';

/** What belongs to the account beside the person, each in a section of its own. */
const tabs: SectionName[] = [
  'subscriptions',
  'courses',
  'orders',
  'credit-memos',
  'payment-methods',
  'addresses',
  'phones',
];

/** My Account: personal information, what else belongs to the account, and the way to manage it. */
class ProfileSection extends Section<Profile> {
  static override readonly sheet = css`
    ${factStyles}
    .profile-person {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 1em;
    }
    .profile-person > div {
      flex: 1 10em;
    }
    .profile-person .avatar {
      width: 3.5em;
      height: 3.5em;
    }
    .profile-tabs {
      display: flex;
      flex-wrap: wrap;
      gap: 0.4em;
    }
    .profile-tabs a {
      display: flex;
      align-items: center;
      min-height: 44px;
      padding: 0 0.95em;
      border: 1px solid var(--_border);
      border-radius: 44px;
      color: inherit;
      text-decoration: none;
    }
    .profile-tabs a:hover {
      border-color: var(--_outline);
    }
    .facts dd span {
      display: block;
    }
  `;

  @state() private isManaging = false;
  @state() private isSaved = false;

  protected load(): Promise<Profile> {
    return this.around.call('GET /profile');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(this.isManaging ? msg('Manage account') : msg('My Account'));
  }

  protected renderData(profile: Profile): TemplateResult {
    if (this.isManaging) {
      return html`<customer-center-manage-account
        .around=${this.around}
        .profile=${profile}
        .onDone=${this.finish}
      ></customer-center-manage-account>`;
    }
    return html`${this.renderPerson(profile)} ${failureNotice(this.failure)}
      ${this.isSaved ? notice({ kind: 'success', text: msg('Saved.') }) : nothing} ${this.renderTabs()}
      <h3 part="heading">${msg('Personal information')}</h3>
      ${this.renderFacts(profile)}`;
  }

  private renderPerson(profile: Profile): TemplateResult {
    const { session, format } = this.around;
    return html`<div class="profile-person">
      <span class="avatar" part="avatar">${avatarFace(session)}</span>
      <div>
        <strong>${`${profile.firstName} ${profile.lastName}`.trim() || profile.email}</strong>
        <p class="muted small">${msg(str`Customer since ${format.fullDate(profile.customerSince)}`)}</p>
      </div>
      ${button({ label: msg('Manage account'), kind: 'secondary', onClick: this.manage })}
    </div>`;
  }

  private renderTabs(): TemplateResult {
    const shown = this.around.session.boot!.site.sections;
    return html`<ul class="profile-tabs">
      ${tabs
        .filter((name) => shown.includes(name))
        .map(
          (name) =>
            html`<li><a part="tab" href=${this.around.hrefOf({ section: name })}>${this.around.titleOf(name)}</a></li>`,
        )}
    </ul>`;
  }

  private renderFacts({ email, phone, defaultAddress, fields, locale }: Profile): TemplateResult {
    const { format } = this.around;
    const lines = defaultAddress && addressLines(defaultAddress, countryNames(format.locale));
    return html`<dl class="facts">
      ${email ? fact(msg('Email'), email) : nothing} ${phone ? fact(msg('Phone'), phone) : nothing}
      ${
        lines
          ? fact(
              msg('Default address'),
              lines.map((line) => html`<span>${line}</span>`),
            )
          : nothing
      }
      ${fact(msg('Language and region'), locale ? languageName(locale, format) : msg('As on this page'))}
      ${fields.map((field) => fact(field.label, fieldValueWords(field, format)))}
    </dl>`;
  }

  private readonly manage = (): void =>
    void this.act(async () => {
      await import('./manage-account.ts');
      this.show(true);
    });

  private readonly finish = (profile?: Profile): void => {
    if (profile) this.data = profile;
    // An address may have been added.
    else this.reload();
    this.show(false);
    this.isSaved = !!profile;
  };

  private show(isManaging: boolean): void {
    this.isManaging = isManaging;
    this.isSaved = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('h2')?.focus());
  }
}

define('customer-center-profile', ProfileSection);
