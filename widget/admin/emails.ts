import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { EmailKind, HeldEmail } from '../../server/features/emails/emails.admin.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { checkbox, deskButton, group, select } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords } from './parts/words.ts';
import { Screen } from './screen.ts';

type Emails = ReplyOf<AdminApi['GET /admin/emails']>;
type Preview = ReplyOf<AdminApi['GET /admin/emails/preview']> & { kind: string };

/** Every email with its preview and its switch, and those that were not sent with the reason. */
export class EmailsScreen extends Screen<Emails> {
  @state() private preview: Preview | undefined;
  private language: 'en' | 'de' | undefined;
  /** What the preview was asked for with. */
  private opener: Element | null = null;

  heading(): string {
    return 'Emails';
  }

  protected load(): Promise<Emails> {
    return this.desk.call('GET /admin/emails');
  }

  protected renderData({ kinds, unsent }: Emails): TemplateResult {
    const switched = kinds.filter(({ isOn }) => isOn !== null);
    const asked = kinds.filter(({ isOn }) => isOn === null);
    return html`${this.renderFailure()} ${this.renderUnsent(unsent)}
    ${group(
      'About money and cards',
      this.renderKinds(switched),
      'If your payment provider sends receipts or reminders by itself, switch them off there or here: nobody wants two.',
    )}
    ${this.preview ? this.renderPreview(this.preview) : nothing}
    ${group('When somebody asks for it', this.renderKinds(asked))}`;
  }

  private renderUnsent(unsent: readonly HeldEmail[]): TemplateResult | typeof nothing {
    if (unsent.length === 0) return nothing;
    return group(
      'Not sent',
      table({
        caption: 'Emails that were not sent',
        rows: unsent,
        columns: [
          {
            label: 'Email',
            cell: ({ kind, recipient, customerId }) =>
              html`${nameOf(kind)}<br />${
                  customerId
                    ? html`<a href=${hrefOf('customer', customerId, { tab: 'emails' })}>${recipient}</a>`
                    : html`<span class="muted">${recipient}</span>`
                }`,
          },
          { label: 'Since', cell: ({ createdAt }) => dateWords(createdAt) },
          { label: 'Why', cell: (email) => whyUnsent(email) },
          {
            label: '',
            cell: ({ id, kind, recipient, isRetryable }) =>
              isRetryable
                ? deskButton({
                    label: 'Try again',
                    about: `${nameOf(kind)} to ${recipient}`,
                    kind: 'secondary',
                    isBusy: this.isBusy,
                    onClick: () => void this.retry(id),
                  })
                : nothing,
          },
        ],
        empty: '',
      }),
      'One that waits for a field goes out by itself once the field is filled.',
    );
  }

  private renderKinds(kinds: readonly EmailKind[]): TemplateResult {
    return table({
      caption: 'Emails',
      rows: kinds,
      columns: [
        {
          label: 'Email',
          cell: ({ kind, about }) => html`<strong>${nameOf(kind)}</strong><br /><span class="muted">${about}</span>`,
        },
        {
          label: 'Filled in',
          cell: ({ fields }) => html`<span class="muted">${fields.map(fieldName).join(', ') || '–'}</span>`,
        },
        ...(kinds.some(({ isOn }) => isOn !== null)
          ? [
              {
                label: 'Sent',
                cell: ({ kind, isOn }: EmailKind) =>
                  this.desk.can('admin')
                    ? checkbox({
                        name: kind,
                        label: 'Send it',
                        about: nameOf(kind),
                        isChecked: isOn ?? false,
                        isDisabled: this.isBusy,
                        onChange: (isChecked) => void this.turn(kind, isChecked),
                      })
                    : isOn
                      ? 'yes'
                      : 'switched off',
              },
            ]
          : []),
        {
          label: '',
          cell: ({ kind }) =>
            deskButton({
              label: 'Preview',
              about: nameOf(kind),
              kind: 'secondary',
              onClick: () => {
                this.opener = (this.getRootNode() as ShadowRoot).activeElement;
                void this.show(kind);
              },
            }),
        },
      ],
      empty: '',
    });
  }

  private renderPreview({ kind, subject, text, language }: Preview): TemplateResult {
    return group(
      `Preview: ${nameOf(kind)}`,
      html`<p><strong>${subject}</strong></p>
        ${select({
          name: 'language',
          label: 'Language',
          choices: [
            { value: 'en', label: 'English' },
            { value: 'de', label: 'German' },
          ],
          value: language,
          onChange: (wanted) => {
            this.language = wanted as 'en' | 'de';
            void this.show(kind);
          },
        })}
        <iframe class="email-preview" title="The email as it looks" sandbox="" src=${this.pageOf(kind)}></iframe>
        <details>
          <summary>As plain text</summary>
          <pre class="code-box">${text}</pre>
        </details>
        <div class="line">${deskButton({ label: 'Close', kind: 'secondary', onClick: () => void this.close() })}</div>`,
    );
  }

  private pageOf(kind: string): string {
    const { site } = this.desk.session;
    return `/admin/${site.id}/emails/${kind}${this.language ? `?language=${this.language}` : ''}`;
  }

  private async show(kind: string): Promise<void> {
    const isOther = kind !== this.preview?.kind;
    await this.act(async () => {
      const query = { kind, ...(this.language && { language: this.language }) };
      this.preview = { kind, ...(await this.desk.call('GET /admin/emails/preview', { query })) };
    });
    await this.updateComplete;
    const shown = this.querySelector('.email-preview')?.closest('.group');
    // Its heading, or who asked from below would see its end.
    shown?.scrollIntoView({ block: 'start' });
    if (isOther) this.focusOn(shown?.querySelector('h2'));
  }

  private async close(): Promise<void> {
    this.preview = undefined;
    await this.updateComplete;
    this.focusOn(this.opener);
  }

  private focusOn(place: Element | null | undefined): void {
    if (!(place instanceof HTMLElement)) return;
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: 'nearest' });
  }

  private turn(kind: string, isOn: boolean): Promise<boolean> {
    return this.act(async () => {
      const { version } = this.data as Emails;
      await this.desk.call('PATCH /admin/emails', { body: { version, emails: { [kind]: isOn } } });
      this.desk.announce(isOn ? 'It is sent from now on.' : 'It is not sent any more.');
      await this.reload();
    });
  }

  private retry(emailId: string): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('POST /admin/emails/:emailId/retry', { params: { emailId } });
      this.desk.announce('It is tried again. If something is still missing, it comes back here.');
      await this.reload();
      await this.updateComplete;
      // The button may be gone with its row.
      this.focusOn(this.querySelector('h1'));
    });
  }
}

/** `payment-failed` is Payment failed. */
const nameOf = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ');

/** `passwordLink` is password link. */
const fieldName = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const fieldWords: Record<string, string> = {
  firstName: 'the first name is empty',
  title: 'nothing says what was paid for',
};

const whyUnsent = ({ state: outcome, reason }: HeldEmail): TemplateResult =>
  outcome === 'held'
    ? html`<span class="pill warning">waits</span>
        ${fieldWords[reason ?? ''] ?? `the field “${fieldName(reason ?? '')}” is empty`}`
    : html`<span class="pill danger">refused</span> ${reason ?? 'by the mail server'}`;

define('cc-desk-emails', EmailsScreen);
