import { html, nothing, type TemplateResult } from 'lit';
import type { AuditEntry } from '../../server/features/staff/staff.admin.contract.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { deskButton, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { whenWords } from './parts/words.ts';
import { Screen } from './screen.ts';

interface Trail {
  items: AuditEntry[];
  next: string | null;
}

/** Who did what, and what became of it. */
export class AuditScreen extends Screen<Trail> {
  heading(): string {
    return 'Audit trail';
  }

  private get filter() {
    const { query } = this.place;
    const of = (name: string) => query.get(name) || undefined;
    return { search: of('search'), customerId: of('customerId'), from: of('from'), to: of('to') };
  }

  protected load(): Promise<Trail> {
    return this.desk.call('GET /admin/audit', { query: this.filter });
  }

  protected renderData({ items, next }: Trail): TemplateResult {
    const { search, from, to, customerId } = this.filter;
    return html`<form class="group" @submit=${this.filterBy}>
        <div class="line">
          ${textInput({ name: 'search', label: 'Action, person or customer', type: 'search', value: search })}
          ${textInput({ name: 'from', label: 'From', type: 'date', value: from })}
          ${textInput({ name: 'to', label: 'To', type: 'date', value: to })}
        </div>
        <div class="line">
          ${deskButton({ label: 'Show', kind: 'secondary' })}
          ${customerId ? html`<a href=${hrefOf('audit')}>Show all customers’</a>` : nothing}
        </div>
      </form>
      <div class="group">
        ${table({
          caption: 'What was done, newest first',
          rows: items,
          columns: [
            { label: 'When', cell: ({ at }) => whenWords(at) },
            { label: 'Who', cell: ({ actor, actorKind }) => actor || actorKind },
            { label: 'What', cell: ({ action, outcome }) => html`${action} ${outcomeWords(outcome)}` },
            {
              label: 'Customer',
              cell: (entry) =>
                entry.customerId
                  ? html`<a href=${hrefOf('customer', entry.customerId)}>${entry.customer ?? 'customer'}</a>`
                  : '',
            },
            { label: 'Details', cell: ({ details }) => renderDetails(details) },
          ],
          empty: 'Nothing was done in that time.',
        })}
        ${next === null ? nothing : deskButton({ label: 'Show older ones', kind: 'secondary', onClick: () => void this.more(next) })}
      </div>`;
  }

  private readonly filterBy = (event: SubmitEvent): void => {
    event.preventDefault();
    const texts = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>;
    this.desk.go(hrefOf('audit', undefined, { ...texts, customerId: this.filter.customerId }));
  };

  private more(after: string): Promise<boolean> {
    return this.act(async () => {
      const page = await this.desk.call('GET /admin/audit', { query: { ...this.filter, after } });
      this.data = { items: [...(this.data?.items ?? []), ...page.items], next: page.next };
    });
  }
}

function outcomeWords(outcome: string | null): unknown {
  if (outcome === 'done') return nothing;
  const words = outcome === null ? 'not finished' : `refused: ${outcome.replaceAll('_', ' ')}`;
  return html`<span class="pill warning">${words}</span>`;
}

const renderDetails = (details: Record<string, unknown>): unknown =>
  Object.keys(details).length === 0
    ? ''
    : html`<details>
        <summary>Show</summary>
        <dl class="facts">
          ${Object.entries(details).map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </div>`,
          )}
        </dl>
      </details>`;

define('cc-desk-audit', AuditScreen);
