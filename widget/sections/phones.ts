import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Phone, Phones } from '../../server/features/phones/phones.contract.ts';
import { ApiError } from '../api.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { FieldError } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import { pill } from '../parts/pill.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import { Section } from '../section.ts';

/** All phone numbers; where the site allows it they are added, changed and removed. */
class PhonesSection extends Section<Phones> {
  static override readonly sheet = css`
    ${sectionFormStyles}
    .phone-end {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1.25em;
      margin-bottom: -0.6em;
    }
  `;

  /** The one in the form; an id of none is a new one. */
  @state() private edited: Phone | undefined;

  protected load(): Promise<Phones> {
    return this.around.call('GET /phones');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Phone Numbers'));
  }

  protected renderData({ phones, mayEdit }: Phones): TemplateResult {
    return html`${this.edited ? nothing : failureNotice(this.failure)}
    ${
      phones.length
        ? html`<ul class="rows">
            ${phones.map((phone) => this.renderPhone(phone, mayEdit))}
          </ul>`
        : empty('phones', msg('Your phone numbers will appear here.'))
    }
    ${mayEdit ? this.renderEnd(this.edited) : html`<p class="muted small">${msg('To change a number, please write to us.')}</p>`}`;
  }

  private renderPhone(phone: Phone, mayEdit: boolean): TemplateResult {
    const link = (label: string, action: () => void) =>
      html`<button class="link" part="link" type="button" @click=${action}>
        ${label}<span class="hidden">: ${phone.number}</span>
      </button>`;
    return html`<li class="row" part="row">
      <span><span class="row-title">${phone.number}</span> <span class="muted">${phone.label}</span></span>
      ${phone.isDefault ? pill(msg('Default')) : html`<span></span>`}
      ${
        mayEdit
          ? html`<div class="phone-end">
              ${link(msg('Change'), () => this.edit(phone))}
              ${phone.isDefault ? nothing : link(msg('Make default'), () => void this.act(() => this.makeDefault(phone)))}
              ${link(msg('Remove'), () => void this.drop(phone))}
            </div>`
          : nothing
      }
    </li>`;
  }

  private renderEnd(edited: Phone | undefined): TemplateResult {
    if (!edited) {
      const add = () => this.edit({ id: '', number: '', label: '', isDefault: false });
      return html`<div>${button({ label: msg('Add a phone number'), onClick: add })}</div>`;
    }
    return html`<form class="card section-form" part="card" novalidate @submit=${this.submit}>
      ${field({
        id: 'phone-number',
        name: 'number',
        label: msg('Phone number'),
        type: 'tel',
        value: edited.number,
        autocomplete: 'tel',
        maxLength: 30,
        error: this.fieldErrors['number'],
      })}
      ${failureNotice(this.failure)}
      <div class="actions">
        ${button({ label: msg('Save number'), isBusy: this.isBusy })}
        ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.edit(undefined) })}
      </div>
    </form>`;
  }

  private edit(phone: Phone | undefined): void {
    this.edited = phone;
    this.failure = undefined;
    this.fieldErrors = {};
    void this.updateComplete.then(() => {
      // Another number was in it.
      this.querySelector('form')?.reset();
      this.querySelector<HTMLElement>(phone ? 'form input' : '.button')?.focus();
    });
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { id } = this.edited!;
    void this.send(event.target as HTMLFormElement, async ({ number = '' }) => {
      const body = { number };
      const { call } = this.around;
      const saved = id
        ? call('PATCH /phones/:phoneId', { params: { phoneId: id }, body })
        : call('POST /phones', { body });
      this.data = await saved.catch((error: unknown) => {
        throw error instanceof ApiError && error.code === 'invalid_request' ? wrongNumber(error) : error;
      });
      this.edit(undefined);
      this.around.announce(msg('Saved.'));
    });
  };

  private async makeDefault({ id }: Phone): Promise<void> {
    this.data = await this.around.call('PATCH /phones/:phoneId', {
      params: { phoneId: id },
      body: { isDefault: true },
    });
    this.around.announce(msg('Saved.'));
    // Its button is gone; the default one comes first.
    await this.updateComplete;
    this.querySelector<HTMLElement>('.row .link')?.focus();
  }

  private drop({ id, number }: Phone): Promise<void> {
    const question = { title: msg('Remove this number?'), text: number, yes: msg('Remove') };
    return this.confirmThenDo(question, async () => {
      this.data = await this.around.call('DELETE /phones/:phoneId', { params: { phoneId: id }, body: {} });
      this.around.announce(msg('Removed.'));
      this.edit(undefined);
    });
  }
}

const wrongNumber = ({ details }: ApiError): FieldError =>
  new FieldError(
    'number',
    details.fields?.[0]?.message.includes('already')
      ? msg('This number is on your list already.')
      : msg('Type a phone number, like +49 40 5550 1187.'),
  );

define('customer-center-phones', PhonesSection);
