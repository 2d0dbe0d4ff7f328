import { html, nothing, type TemplateResult } from 'lit';
import type {
  AuthEventRow,
  CustomerRecord,
  SentEmail,
} from '../../server/features/customers/customers.admin.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { causeWords, eventWords, methodWords } from './cause-words.ts';
import './customer-grants.ts';
import './customer-purchases.ts';
import { hrefOf } from './desk.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords, whenWords } from './parts/words.ts';
import { Screen } from './screen.ts';

type Tab = 'record' | 'access' | 'purchases' | 'sign-ins' | 'emails';

interface Data {
  record: CustomerRecord;
  /** Of the tab at hand. */
  signIns?: { items: AuthEventRow[]; next: string | null };
  emails?: { items: SentEmail[]; next: string | null };
}

const tabs: Record<Tab, string> = {
  record: 'Record',
  access: 'Access',
  purchases: 'Purchases',
  'sign-ins': 'Sign-ins',
  emails: 'Emails',
};

const origins: Record<string, string> = {
  provider: 'a purchase',
  import: 'an import',
  registration: 'registering',
  api: 'your own server',
};

function languageWords(locale: string): string {
  try {
    return new Intl.DisplayNames(navigator.language, { type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** One customer, and what support does for them. */
export class CustomerScreen extends Screen<Data> {
  @state() private isBlocking = false;

  heading(data: Data | undefined): string {
    if (!data) return 'Customer';
    const { firstName, lastName, email } = data.record;
    return `${firstName} ${lastName}`.trim() || email || 'Customer without a name';
  }

  private get tab(): Tab {
    const wanted = this.place.query.get('tab') ?? 'record';
    return Object.hasOwn(tabs, wanted) ? (wanted as Tab) : 'record';
  }

  private get params() {
    return { customerId: this.place.id ?? '' };
  }

  protected async load(): Promise<Data> {
    const { params } = this;
    const { call } = this.desk;
    const record = call('GET /admin/customers/:customerId', { params });
    switch (this.tab) {
      case 'sign-ins':
        return { record: await record, signIns: await call('GET /admin/customers/:customerId/sign-ins', { params }) };
      case 'emails':
        return { record: await record, emails: await call('GET /admin/customers/:customerId/emails', { params }) };
      case 'record':
      case 'access':
      case 'purchases':
        return { record: await record };
    }
  }

  protected override renderActions({ record }: Data): TemplateResult {
    const { id, email } = record;
    return html`<div class="line">
      ${deskButton({ label: 'View as', kind: 'secondary', isBusy: this.isBusy, onClick: () => void this.viewAs() })}
      <a class="button secondary" href=${hrefOf('explain', undefined, { login: email ?? id })}>Why can’t they?</a>
    </div>`;
  }

  protected renderData(data: Data): TemplateResult {
    const { record } = data;
    return html`${this.renderFailure()} ${record.blockedAt ? this.renderBlocked(record) : nothing}
      <nav class="tabs" aria-label="Of this customer">
        ${Object.entries(tabs).map(
          ([tab, title]) =>
            html`<a href=${hrefOf('customer', record.id, { tab })} aria-current=${tab === this.tab ? 'page' : nothing}
              >${title}</a
            >`,
        )}
      </nav>
      ${this.renderTab(data)}`;
  }

  private renderTab({ record, signIns, emails }: Data): unknown {
    switch (this.tab) {
      case 'record':
        return this.renderRecord(record);
      case 'access':
        return html`<cc-admin-customer-grants
          class="screen"
          .desk=${this.desk}
          .customerId=${record.id}
        ></cc-admin-customer-grants>`;
      case 'purchases':
        return html`<cc-admin-customer-purchases
          class="screen"
          .desk=${this.desk}
          .customerId=${record.id}
        ></cc-admin-customer-purchases>`;
      case 'sign-ins':
        return signIns && this.renderSignIns(signIns);
      case 'emails':
        return emails && this.renderEmails(emails);
    }
  }

  private renderBlocked({ blockedAt, blockedWhy }: CustomerRecord): TemplateResult {
    return html`<div class="notice danger">
      <div><strong>Blocked</strong> since ${dateWords(blockedAt)}: ${blockedWhy ?? 'no reason is written down'}.</div>
      ${deskButton({ label: 'Unblock', kind: 'secondary', onClick: () => void this.unblock() })}
    </div>`;
  }

  private renderRecord(record: CustomerRecord): TemplateResult {
    const fact = (name: string, value: unknown) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value || '–'}</dd>
      </div>`;
    const others = [...record.claimedEmails, ...record.providerEmails.map((email) => `${email} (payment provider)`)];
    return html`${group(
        'Who they are',
        html`<dl class="facts">
          ${fact('Email', record.email)} ${others.length > 0 ? fact('Further addresses', others.join(', ')) : nothing}
          ${fact('Username', record.username)} ${fact('Phones', record.phones.join(', '))}
          ${fact('Language', record.locale && languageWords(record.locale))}
          ${
            record.tags.length === 0
              ? nothing
              : fact(
                  'Tags',
                  record.tags.map(
                    (tag) => html`<a class="pill" href=${hrefOf('customers', undefined, { tag })}>${tag}</a> `,
                  ),
                )
          }
          ${Object.entries(record.fields).map(([name, value]) => fact(name.replaceAll('_', ' '), String(value)))}
          ${fact('Came by', origins[record.createdFrom] ?? record.createdFrom.replaceAll('_', ' '))}
          ${fact('Customer since', dateWords(record.createdAt))}
        </dl>`,
      )}
      ${group(
        'Signing in',
        html`<dl class="facts">
            ${fact('Last sign-in', whenWords(record.lastSignedInAt))}
            ${fact('Password', record.hasPassword ? 'set' : 'not set')}
          </dl>
          <div class="line">
            ${deskButton({ label: 'Send a sign-in email', kind: 'secondary', onClick: () => void this.sendEmail('sign_in') })}
            ${deskButton({ label: 'Send a password email', kind: 'secondary', onClick: () => void this.sendEmail('new_password') })}
          </div>
          ${table({
            caption: 'Devices that are signed in',
            rows: record.devices,
            columns: [
              { label: 'Device', cell: ({ device }) => device },
              { label: 'By', cell: ({ method }) => methodWords(method) },
              { label: 'Signed in', cell: ({ signedInAt }) => whenWords(signedInAt) },
              { label: 'Last seen', cell: ({ lastSeenAt }) => whenWords(lastSeenAt) },
            ],
            empty: 'No device is signed in.',
          })}
          ${
            record.devices.length > 0
              ? deskButton({ label: 'Sign out everywhere', kind: 'link', onClick: () => void this.signOut() })
              : nothing
          }`,
      )}
      ${record.blockedAt ? nothing : this.renderBlocking()}
      <p>
        ${this.desk.can('admin') ? html`<a href=${hrefOf('audit', undefined, { customerId: record.id })}>What staff did here</a>` : nothing}
      </p>`;
  }

  private renderBlocking(): TemplateResult {
    if (!this.isBlocking) {
      return html`<div>
        ${deskButton({ label: 'Block this customer …', kind: 'link', onClick: () => (this.isBlocking = true) })}
      </div>`;
    }
    return group(
      'Block this customer',
      html`<form class="form" novalidate @submit=${this.block}>
        ${textInput({ name: 'why', label: 'Why', maxLength: 500, error: this.fieldErrors.why })}
        <div class="line">
          ${deskButton({ label: 'Block', kind: 'danger', isBusy: this.isBusy })}
          ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => (this.isBlocking = false) })}
        </div>
      </form>`,
      'They are signed out everywhere at once and can’t sign in. Nothing they bought is changed, and subscriptions go on.',
    );
  }

  private renderSignIns({ items, next }: NonNullable<Data['signIns']>): TemplateResult {
    return html`<div class="group">
      ${table({
        caption: 'Sign-ins, newest first',
        rows: items,
        columns: [
          { label: 'When', cell: ({ at }) => whenWords(at) },
          {
            label: 'What',
            cell: ({ kind, cause }) =>
              html`${eventWords(kind)} ${cause ? html`<span class="pill warning">${causeWords(cause)}</span>` : nothing}`,
          },
          { label: 'By', cell: ({ method }) => methodWords(method) },
          { label: 'Device', cell: ({ device }) => device ?? '' },
          { label: 'Typed', cell: ({ login }) => login ?? '' },
          { label: 'Detail', cell: ({ detail }) => detail ?? '' },
        ],
        empty: 'No sign-in in the time that is kept.',
      })}
      ${this.renderMore(next)}
    </div>`;
  }

  private renderEmails({ items, next }: NonNullable<Data['emails']>): TemplateResult {
    return html`<div class="group">
      ${table({
        caption: 'Emails, newest first',
        rows: items,
        columns: [
          { label: 'When', cell: ({ at }) => whenWords(at) },
          { label: 'Email', cell: ({ template }) => template.replaceAll('-', ' ') },
          { label: 'To', cell: ({ recipient }) => recipient },
          {
            label: 'What became of it',
            cell: ({ status, reason }) => {
              if (status === 'sent') return 'sent';
              const words = status === 'held' ? `held: “${reason}” is empty` : `refused: ${reason}`;
              return html`<span class="pill ${status === 'held' ? 'warning' : 'danger'}">${words}</span>`;
            },
          },
        ],
        empty: 'No email in the time that is kept.',
      })}
      ${this.renderMore(next)}
    </div>`;
  }

  private renderMore(next: string | null): unknown {
    return next === null
      ? nothing
      : deskButton({ label: 'Show older ones', kind: 'secondary', onClick: () => void this.more(next) });
  }

  private more(after: string): Promise<boolean> {
    const { params } = this;
    return this.act(async () => {
      const { data } = this;
      if (data?.signIns) {
        const page = await this.desk.call('GET /admin/customers/:customerId/sign-ins', { params, query: { after } });
        this.data = { ...data, signIns: { items: [...data.signIns.items, ...page.items], next: page.next } };
      } else if (data?.emails) {
        const page = await this.desk.call('GET /admin/customers/:customerId/emails', { params, query: { after } });
        this.data = { ...data, emails: { items: [...data.emails.items, ...page.items], next: page.next } };
      }
    });
  }

  private viewAs(): Promise<boolean> {
    // Opened at once, while the press still counts as the reason for a new tab.
    const tab = window.open('about:blank');
    return this.act(async () => {
      try {
        const { url } = await this.desk.call('POST /admin/customers/:customerId/view', { params: this.params });
        if (tab) tab.location.replace(url);
        else location.assign(url);
      } catch (error) {
        tab?.close();
        throw error;
      }
    });
  }

  private sendEmail(kind: 'sign_in' | 'new_password'): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('POST /admin/customers/:customerId/email', { params: this.params, body: { kind } });
      this.desk.announce(`The email is on its way to ${this.data?.record.email}.`);
    });
  }

  private async signOut(): Promise<void> {
    const isSure = await this.desk.confirm({
      title: 'Sign this customer out everywhere?',
      text: 'Every device is signed out at once. They can sign in again.',
      action: 'Sign out',
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('POST /admin/customers/:customerId/sign-out', { params: this.params });
      await this.reload();
    });
  }

  private readonly block = (event: SubmitEvent): void =>
    this.send(event, async ({ why = '' }) => {
      await this.desk.call('POST /admin/customers/:customerId/block', { params: this.params, body: { why } });
      this.isBlocking = false;
      await this.reload();
    });

  private unblock(): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('POST /admin/customers/:customerId/unblock', { params: this.params });
      this.desk.announce('They can sign in again.');
      await this.reload();
    });
  }
}

define('cc-desk-customer', CustomerScreen);
