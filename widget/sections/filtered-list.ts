import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from '../decorators.ts';
import { button } from '../parts/button.ts';
import { failureNotice } from '../parts/failure.ts';
import { showMore } from '../parts/show-more.ts';
import { Section } from '../section.ts';
import {
  everything,
  filterStyles,
  isWhole,
  type PeriodFilter,
  periodFilter,
  queryOf,
  readFilter,
} from './period-filter.ts';

interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

interface Loaded<Item> extends Page<Item> {
  /** What was asked for; another one than now while the answer is on its way. */
  readonly filter: PeriodFilter;
}

export type FilterQuery = ReturnType<typeof queryOf> & { after?: string };

/** A list, newest first, of which a period can be chosen. */
export abstract class FilteredList<Item> extends Section<Loaded<Item>> {
  static override readonly sheet = css`
    ${filterStyles}
    .rows[aria-busy='true'] {
      opacity: 0.55;
    }
  `;

  @state() protected filter = everything;

  /** Is there a result to choose beside the period? */
  protected readonly hasResult: boolean = false;

  protected abstract ask(query: FilterQuery): Promise<Page<Item>>;
  protected abstract headingText(): string;
  protected abstract renderItem(item: Item): TemplateResult;
  /** In place of a list in which there never was anything. */
  protected abstract renderEmpty(): TemplateResult;
  /** Below the list. */
  protected abstract renderEnd(hasItems: boolean): unknown;

  protected async load(): Promise<Loaded<Item>> {
    const { data, filter } = this;
    const page = await this.ask(queryOf(filter));
    if (data && data.filter !== filter) this.around.announce(msg('The list is updated.'));
    return { ...page, filter };
  }

  protected renderHeading(data: Loaded<Item> | undefined): TemplateResult {
    const { filter, hasResult, fieldErrors } = this;
    const isWithout = data?.filter === everything && !data.items.length;
    // Beside the heading, so that a failure to load leaves the filter and what is typed in it.
    return html`${this.heading(this.headingText())}${this.renderStart()}
    ${isWithout ? nothing : periodFilter({ filter, hasResult, dateError: fieldErrors['to'], onChange: this.choose })}`;
  }

  protected renderData({ items, next, filter }: Loaded<Item>): TemplateResult {
    const none = () => (filter === everything ? this.renderEmpty() : this.renderNone());
    return html`${
        items.length
          ? html`<ul class="rows" aria-busy=${filter === this.filter ? nothing : 'true'}>
              ${items.map((item) => this.renderItem(item))}
            </ul>`
          : none()
      }
      ${failureNotice(this.failure)}
      <div class="more">${showMore(next, this.isBusy, () => void this.act(() => this.loadMore()))}</div>
      ${this.renderEnd(items.length > 0)}`;
  }

  /** Below the heading. */
  protected renderStart(): unknown {
    return nothing;
  }

  private renderNone(): TemplateResult {
    return html`<p class="empty" part="empty">
      ${msg('Nothing fits this choice.')} ${button({ label: msg('Show all'), kind: 'link', onClick: this.showAll })}
    </p>`;
  }

  private readonly choose = (event: Event): void => {
    const filter = readFilter(event.currentTarget as HTMLFormElement);
    const isBackwards = filter.from && filter.to && filter.to < filter.from;
    this.fieldErrors = isBackwards ? { to: msg('This day is before the first one.') } : {};
    this.filter = filter;
    if (!isBackwards && isWhole(filter)) this.reload();
  };

  private readonly showAll = (): void => {
    this.querySelector('form')?.reset();
    this.filter = everything;
    this.fieldErrors = {};
    this.querySelector<HTMLElement>('h2')?.focus();
    this.reload();
  };

  private async loadMore(): Promise<void> {
    const before = this.data!;
    const page = await this.ask({ ...queryOf(before.filter), after: before.next! });
    // Another choice was made meanwhile: these belong to the list before.
    if (this.data === before) this.data = { ...before, items: [...before.items, ...page.items], next: page.next };
  }
}
