import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { AdminPage } from '../../server/features/pages/pages.admin.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { state } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { accessStyles } from './access.styles.ts';
import { hrefOf } from './desk.ts';
import { pageName, ruleInWords } from './page-words.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords } from './parts/words.ts';
import { Screen } from './screen.ts';

interface Pages {
  items: AdminPage[];
  next: string | null;
}
type SitemapReply = ReplyOf<AdminApi['POST /admin/sitemap']>;

/** The pages that are known, and who may see each. */
export class PagesScreen extends Screen<Pages> {
  @state() private read: SitemapReply | undefined;
  /** Which of the two forms below the list was sent last: its failure stands there. */
  @state() private sent: 'add' | 'sitemap' | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, accessStyles);
  }

  heading(): string {
    return 'Pages';
  }

  private get search(): string {
    return this.place.query.get('search') ?? '';
  }

  protected load(): Promise<Pages> {
    const { search } = this;
    return this.desk.call('GET /admin/pages', { query: search ? { search } : {} });
  }

  protected renderData({ items, next }: Pages): TemplateResult {
    const { search } = this;
    return html`<form class="group" role="search" @submit=${this.look}>
        <div class="line">
          ${textInput({ name: 'search', label: 'Part of an address or title', type: 'search', value: search, maxLength: 200 })}
          ${deskButton({ label: 'Find', kind: 'secondary' })}
        </div>
      </form>
      <div class="group">
        ${table({
          caption: 'Pages that are known, by address',
          rows: items,
          columns: [
            {
              label: 'Page',
              cell: (page) =>
                html`<div>
                  <a href=${hrefOf('page', page.id)}>${pageName(page)}</a>
                  ${page.title ? html`<br /><span class="muted">${page.address}</span>` : nothing}
                </div>`,
            },
            { label: 'Who may see it', cell: (page) => ruleInWords(page) },
            { label: 'Others see', cell: (page) => refusalInWords(page) },
            {
              label: 'Seen',
              cell: ({ seenAt, goneAt }) =>
                goneAt ? html`<span class="pill warning">gone ${dateWords(goneAt)}</span>` : dateWords(seenAt),
            },
          ],
          empty: search
            ? html`No page has “${search}” in its address or title. <a href=${hrefOf('pages')}>Show all</a>`
            : 'No page is known yet, so the center keeps nobody from any. Take them over from your sitemap, or type an address.',
        })}
        ${next === null ? nothing : deskButton({ label: 'Show more', kind: 'secondary', onClick: () => void this.more(next) })}
      </div>
      ${this.desk.can('admin') ? html`${this.renderAdd()} ${this.renderSitemap()}` : nothing}`;
  }

  private renderAdd(): TemplateResult {
    return group(
      'Add a page',
      html`<form class="form" novalidate @submit=${this.add}>
        <div class="pair">
          ${textInput({ name: 'address', label: 'Address', type: 'url', placeholder: 'https://', error: this.fieldErrors.address })}
          ${textInput({ name: 'title', label: 'Title', maxLength: 300, error: this.fieldErrors.title })}
        </div>
        ${this.sent === 'add' ? this.renderFailure() : nothing} ${deskButton({ label: 'Add', isBusy: this.isBusy })}
      </form>`,
      'It is open to everyone until you choose who may see it.',
    );
  }

  private renderSitemap(): TemplateResult {
    return group(
      'Take over a sitemap',
      html`<form class="form" novalidate @submit=${this.takeOver}>
          ${textInput({
            name: 'url',
            label: 'Address of the sitemap',
            type: 'url',
            placeholder: 'https://www.example.com/sitemap.xml',
            error: this.fieldErrors.url,
          })}
          ${this.sent === 'sitemap' ? this.renderFailure() : nothing}
          ${deskButton({ label: 'Take over', kind: 'secondary', isBusy: this.isBusy })}
        </form>
        <div role="status">${this.read ? renderRead(this.read) : nothing}</div>`,
      'Pages that are known already stay as they are; new ones are open to everyone at first.',
    );
  }

  private readonly look = (event: SubmitEvent): void => {
    event.preventDefault();
    const { search = '' } = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>;
    this.desk.go(hrefOf('pages', undefined, { search: search.trim() }));
  };

  private readonly add = (event: SubmitEvent): void => {
    this.sent = 'add';
    this.send(event, async ({ address = '', title = '' }) => {
      const { id } = await this.desk.call('POST /admin/pages', { body: { address, title } });
      this.desk.go(hrefOf('page', id));
    });
  };

  private readonly takeOver = (event: SubmitEvent): void => {
    this.sent = 'sitemap';
    this.read = undefined;
    this.send(event, async ({ url = '' }) => {
      this.read = await this.desk.call('POST /admin/sitemap', { body: { url } });
      await this.reload();
    });
  };

  private more(after: string): Promise<boolean> {
    return this.act(async () => {
      const { search } = this;
      const page = await this.desk.call('GET /admin/pages', { query: { after, ...(search && { search }) } });
      this.data = { items: [...(this.data?.items ?? []), ...page.items], next: page.next };
    });
  }
}

function refusalInWords({ rule, refusal, refusalPage }: AdminPage): string {
  if (rule === 'everyone') return '–';
  if (refusal === 'page') return refusalPage ? `“${refusalPage.title}”` : 'a page that is gone';
  return refusal === 'programs' ? 'programs that open it' : 'the sign-in card';
}

const pages = (count: number): string => `${count} ${count === 1 ? 'page' : 'pages'}`;

const renderRead = ({ added, known, isCut, problem }: SitemapReply): TemplateResult =>
  html`<div class="notice ${problem === null ? 'success' : 'warning'}">
    <div>
      ${pages(added)} added, ${known} known before. ${isCut ? 'The sitemap lists more than are read at once.' : nothing}
      ${problem === null ? nothing : `${problem}.`}
    </div>
  </div>`;

define('cc-desk-pages', PagesScreen);
