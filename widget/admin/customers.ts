import { html, nothing, type TemplateResult } from 'lit';
import type { CustomerFilter, CustomerRow } from '../../server/features/customers/customers.admin.contract.ts';
import { define } from '../elements.ts';
import { customerStates } from './customer-states.ts';
import { hrefOf } from './desk.ts';
import { deskButton, select, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords, whenWords } from './parts/words.ts';
import { Screen } from './screen.ts';

interface Customers {
  items: CustomerRow[];
  next: string | null;
}

/** Finds a customer in a second, and lists those in one state. */
export class CustomersScreen extends Screen<Customers> {
  heading(): string {
    return 'Customers';
  }

  private get filter(): CustomerFilter {
    const { query } = this.place;
    const [levelId, tag, state] = [query.get('levelId'), query.get('tag'), query.get('state')];
    return {
      ...(levelId && { levelId }),
      ...(tag && { tag }),
      ...(state && { state: state as NonNullable<CustomerFilter['state']> }),
    };
  }

  private get search(): string | undefined {
    return this.place.query.get('search') || undefined;
  }

  protected load(): Promise<Customers> {
    const { search } = this;
    return this.desk.call('GET /admin/customers', { query: search ? { search } : this.filter });
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    if (!this.desk.can('admin')) return nothing;
    return html`<a class="button secondary" href=${hrefOf('mailings', undefined, { ...this.filter })}
      >Email to these</a
    >`;
  }

  protected renderData({ items, next }: Customers): TemplateResult {
    const { search, filter } = this;
    return html`<form class="group" role="search" @submit=${this.look}>
        <div class="line">
          ${textInput({
            name: 'search',
            label: 'Find',
            type: 'search',
            value: search,
            hint: 'How an email, name or username begins, an order number, or the last four of a card',
          })}
          ${select({ name: 'state', label: 'Show', choices: customerStates, value: filter.state ?? '' })}
          ${textInput({ name: 'tag', label: 'With the tag', value: filter.tag })}
        </div>
        <div class="line">
          ${deskButton({ label: 'Show' })}
          ${filter.levelId ? html`<span class="pill">who hold one level</span> <a href=${hrefOf('customers')}>Show all</a>` : nothing}
        </div>
      </form>
      <div class="group">
        ${table({
          caption: 'Customers',
          rows: items,
          columns: [
            {
              label: 'Customer',
              cell: ({ id, name, email }) =>
                html`<a href=${hrefOf('customer', id)}>${name || email || 'No name yet'}</a>`,
            },
            { label: 'Email', cell: ({ email }) => email ?? html`<span class="muted">none yet</span>` },
            {
              label: 'Found',
              cell: ({ found, isBlocked }) =>
                isBlocked ? html`${found} <span class="pill danger">blocked</span>` : found,
            },
            { label: 'Last sign-in', cell: ({ lastSignedInAt }) => lastSignedInAt && whenWords(lastSignedInAt) },
            { label: 'Since', cell: ({ createdAt }) => dateWords(createdAt) },
          ],
          empty: search
            ? html`Nobody is found by “${search}”.
                <a href=${hrefOf('explain', undefined, { login: search })}>Ask why they can’t get in</a>`
            : 'Nobody yet. Customers come with their first purchase, an import or a registration.',
        })}
        ${next === null ? nothing : deskButton({ label: 'Show more', kind: 'secondary', onClick: () => void this.more(next) })}
      </div>`;
  }

  private readonly look = (event: SubmitEvent): void => {
    event.preventDefault();
    const {
      search = '',
      state,
      tag,
    } = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>;
    this.desk.go(
      hrefOf('customers', undefined, search.trim() ? { search: search.trim() } : { state, tag: tag?.trim() }),
    );
  };

  private more(after: string): Promise<boolean> {
    return this.act(async () => {
      const page = await this.desk.call('GET /admin/customers', { query: { ...this.filter, after } });
      this.data = { items: [...(this.data?.items ?? []), ...page.items], next: page.next };
    });
  }
}

define('cc-desk-customers', CustomersScreen);
