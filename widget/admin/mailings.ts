import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { CustomerFilter, Mailing } from '../../server/features/customers/customers.admin.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { reachableStates } from './customer-states.ts';
import { deskButton, group, select, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { whenWords } from './parts/words.ts';
import { Screen } from './screen.ts';

type Preview = ReplyOf<AdminApi['POST /admin/mailings/preview']>;

const kinds = [
  { value: 'sign_in', label: 'How to get into the customer center' },
  { value: 'new_password', label: 'How to set a password' },
];
const kindWords = (kind: Mailing['kind']): string => kinds.find(({ value }) => value === kind)?.label ?? kind;

/** Emails that lead in, to a list or to everybody: first what it is and to how many, then some at a time. */
export class MailingsScreen extends Screen<{ items: Mailing[] }> {
  @state() private preview: (Preview & { kind: Mailing['kind']; filter: CustomerFilter }) | undefined;

  heading(): string {
    return 'Email to customers';
  }

  protected load(): Promise<{ items: Mailing[] }> {
    return this.desk.call('GET /admin/mailings');
  }

  protected renderData({ items }: { items: Mailing[] }): TemplateResult {
    const { query } = this.place;
    const levelId = query.get('levelId');
    return html`${group(
      'What, and to whom',
      html`<form class="form" novalidate @submit=${this.look}>
        <div class="pair">
          ${select({ name: 'kind', label: 'Email', choices: kinds, value: 'sign_in' })}
          ${select({ name: 'state', label: 'To', choices: reachableStates, value: query.get('state') })}
          ${textInput({ name: 'tag', label: 'With the tag', value: query.get('tag') })}
        </div>
        ${
          levelId
            ? html`<input type="hidden" name="levelId" value=${levelId} />
                <p><span class="pill">who hold one level</span></p>`
            : nothing
        }
        ${this.renderFailure()} ${deskButton({ label: 'Preview', kind: 'secondary', isBusy: this.isBusy })}
      </form>`,
      'It carries the center’s address with theirs filled in, and no secret that could be dead when they read it. Who is blocked gets none.',
    )}
    ${this.preview ? this.renderPreview(this.preview) : nothing}
    ${group(
      'Sent and under way',
      table({
        caption: 'Emails to many',
        rows: items,
        columns: [
          { label: 'Begun', cell: ({ createdAt }) => whenWords(createdAt) },
          { label: 'Email', cell: ({ kind }) => kindWords(kind) },
          { label: 'Handed on', isNumber: true, cell: ({ handled, expected }) => `${handled} of ${expected}` },
          {
            label: 'State',
            cell: (mailing) =>
              mailing.stoppedAt
                ? html`<span class="pill warning">stopped</span>`
                : mailing.finishedAt
                  ? html`<span class="pill success">done</span>`
                  : deskButton({ label: 'Stop', kind: 'secondary', onClick: () => void this.stop(mailing.id) }),
          },
        ],
        empty: 'None yet.',
      }),
    )}`;
  }

  private renderPreview({ count, minutes, subject, text }: Preview): TemplateResult {
    return group(
      'Preview',
      html`<p><strong>${subject}</strong></p>
        <pre class="code-box">${text}</pre>
        ${
          count === 0
            ? html`<p>Nobody would get it.</p>`
            : deskButton({
                label: count === 1 ? 'Send to 1 customer' : `Send to ${count} customers`,
                isBusy: this.isBusy,
                onClick: () => void this.begin(),
              })
        }
        ${count > 100 ? html`<p class="muted">A hundred every ten seconds: about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. You can stop it.</p>` : nothing}`,
    );
  }

  private readonly look = (event: SubmitEvent): void =>
    this.send(event, async ({ kind = 'sign_in', state: wanted, tag, levelId }) => {
      const filter: CustomerFilter = {
        ...(wanted && { state: wanted as NonNullable<CustomerFilter['state']> }),
        ...(tag?.trim() && { tag: tag.trim() }),
        ...(levelId && { levelId }),
      };
      const mailing = { kind: kind as Mailing['kind'], filter };
      this.preview = { ...mailing, ...(await this.desk.call('POST /admin/mailings/preview', { body: mailing })) };
    });

  private begin(): Promise<boolean> {
    return this.act(async () => {
      if (!this.preview) return;
      const { kind, filter, count: expected } = this.preview;
      await this.desk.call('POST /admin/mailings', { body: { kind, filter, expected } });
      this.preview = undefined;
      this.desk.announce('It has begun.');
      await this.reload();
    });
  }

  private stop(mailingId: string): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('POST /admin/mailings/:mailingId/stop', { params: { mailingId } });
      await this.reload();
    });
  }
}

define('cc-desk-mailings', MailingsScreen);
