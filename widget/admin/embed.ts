import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords, whenWords } from './parts/words.ts';
import { Screen } from './screen.ts';
import { adoptStyles } from './settings.styles.ts';

type Origin = ReplyOf<AdminApi['GET /admin/origins']>['origins'][number];
type Key = ReplyOf<AdminApi['GET /admin/site-keys']>['keys'][number];
type Code = ReplyOf<AdminApi['GET /admin/embed']>;
type Checked = ReplyOf<AdminApi['POST /admin/check-page']>;
type Fix = NonNullable<Checked['findings'][number]['fix']>;

interface Embedding {
  code: Code;
  origins: Origin[];
  /** `null`: they are the owner's. */
  keys: Key[] | null;
}

const tabs = { html: 'HTML', wordpress: 'WordPress', app: 'Single-page app' } as const;
type Tab = keyof typeof tabs;

/** Where the center stands: the code for it, the pages that may hold it, and whether it works there. */
export class EmbedScreen extends Screen<Embedding> {
  @state() private checked: Checked | undefined;
  /** Shown once. */
  @state() private newKey: string | undefined;

  heading(): string {
    return 'Put it on a page';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptStyles(this);
  }

  protected async load(): Promise<Embedding> {
    const { call } = this.desk;
    const [code, { origins }, keys] = await Promise.all([
      call('GET /admin/embed'),
      call('GET /admin/origins'),
      this.desk.can('owner') ? call('GET /admin/site-keys') : null,
    ]);
    return { code, origins, keys: keys?.keys ?? null };
  }

  protected renderData({ code, origins, keys }: Embedding): TemplateResult {
    return html`${this.renderFailure()} ${this.renderCode(code)} ${this.renderCheck()} ${this.renderOrigins(origins)}
    ${keys ? this.renderKeys(keys) : nothing}`;
  }

  private renderCode(code: Code): TemplateResult {
    const asked = this.place.query.get('tab') ?? '';
    const tab: Tab = Object.hasOwn(tabs, asked) ? (asked as Tab) : 'html';
    const link = (name: Tab) =>
      html`<a href=${hrefOf('embed', undefined, { tab: name })} aria-current=${name === tab ? 'true' : nothing}
        >${tabs[name]}</a
      >`;
    return group(
      'Code to paste',
      html`<nav class="tabs" aria-label="Kinds of pages">${(Object.keys(tabs) as Tab[]).map(link)}</nav>
        ${tab === 'html' ? this.renderHtml(code) : tab === 'wordpress' ? this.renderWordPress(code) : this.renderApp(code)}`,
    );
  }

  private renderHtml({ html: snippet }: Code): TemplateResult {
    return html`<div class="embed-code">
      ${this.renderSnippet(snippet, 'the code')}
      <p class="hint">
        Paste it where the center should stand. The first two parts are for speed and calm: the data is on its way
        before the script, and the page keeps room so that nothing jumps.
      </p>
    </div>`;
  }

  private renderWordPress({ wordpress, wordpressSteps }: Code): TemplateResult {
    return html`<div class="embed-code">
      <ol>
        ${wordpressSteps.map((step) => html`<li>${step}</li>`)}
      </ol>
      ${this.renderSnippet(wordpress, 'the shortcode')}
    </div>`;
  }

  private renderApp({ singlePageApp, react, vue }: Code): TemplateResult {
    return html`<div class="embed-code">
      <p>There is nothing to install: the script is loaded when the page with the center is opened.</p>
      ${this.renderSnippet(singlePageApp, 'the code')}
      <h3>React</h3>
      ${this.renderSnippet(react, 'the code for React')}
      <h3>Vue</h3>
      ${this.renderSnippet(vue, 'the code for Vue')}
    </div>`;
  }

  private renderSnippet(text: string, about: string): TemplateResult {
    return html`<pre class="code-box"><code>${text}</code></pre>
      ${deskButton({ label: 'Copy', about, kind: 'secondary', onClick: () => void this.copy(text) })}`;
  }

  private renderCheck(): TemplateResult {
    return group(
      'Check my page',
      html`<form class="form" novalidate @submit=${this.check}>
          ${textInput({
            name: 'url',
            label: 'Address of the page',
            type: 'url',
            placeholder: this.desk.session.site.centerAddress,
            hint: 'Nothing typed: the center address.',
            error: this.fieldErrors.url,
          })}
          ${deskButton({ label: 'Check', isBusy: this.isBusy })}
        </form>
        <div role="status">${this.checked ? this.renderFindings(this.checked) : nothing}</div>`,
      'The server fetches the page as a visitor would, and says what keeps the center from working there.',
    );
  }

  private renderFindings({ url, findings }: Checked): TemplateResult {
    return html`<div class="stack">
      <h3>${url}</h3>
      <ul class="embed-findings">
        ${findings.map(
          ({ isOk, sentence, fix }) =>
            html`<li>
              <span><span class="pill ${isOk ? 'success' : 'danger'}">${isOk ? 'well' : 'problem'}</span></span>
              <span>${sentence}</span>
              ${fix ? this.renderFix(fix) : nothing}
            </li>`,
        )}
      </ul>
    </div>`;
  }

  private renderFix(fix: Fix): TemplateResult | typeof nothing {
    if (fix.kind === 'check_page') {
      return deskButton({ label: 'Check that address', kind: 'secondary', onClick: () => void this.look(fix.url) });
    }
    if (!this.desk.can('admin')) return nothing;
    const label = fix.kind === 'add_origin' ? `Allow ${fix.origin}` : 'Make this page the center address';
    return deskButton({ label, kind: 'secondary', onClick: () => void this.mend(fix) });
  }

  private renderOrigins(origins: Origin[]): TemplateResult {
    const mayChange = this.desk.can('admin');
    return group(
      'Pages that may hold the center',
      html`${table({
        caption: 'Allowed origins',
        rows: origins,
        columns: [
          {
            label: 'Origin',
            cell: ({ origin, isCenter }) =>
              html`<span>${origin} ${isCenter ? html`<span class="pill">center address</span>` : nothing}</span>`,
          },
          { label: 'Since', cell: ({ createdAt }) => dateWords(createdAt) },
          { label: 'Last seen', cell: ({ lastSeenAt }) => whenWords(lastSeenAt) },
          ...(mayChange ? [{ label: '', cell: (origin: Origin) => this.renderRemove(origin) }] : []),
        ],
        empty: 'None yet, so the center works on the hosted page only.',
      })}
      ${
        mayChange
          ? html`<form class="form" novalidate @submit=${this.allow}>
              ${textInput({
                name: 'origin',
                label: 'Allow another',
                type: 'url',
                placeholder: 'https://www.shop.example',
                error: this.fieldErrors.origin,
              })}
              ${deskButton({ label: 'Allow', kind: 'secondary', isBusy: this.isBusy })}
            </form>`
          : nothing
      }`,
      'All pages of these origins. A page elsewhere that holds the element is refused.',
    );
  }

  private renderRemove(origin: Origin): TemplateResult {
    return deskButton({
      label: 'Remove',
      about: origin.origin,
      kind: 'link',
      onClick: () => void this.removeOrigin(origin),
    });
  }

  private renderKeys(keys: Key[]): TemplateResult {
    return group(
      'Secret keys for WordPress',
      html`${
          this.newKey === undefined
            ? nothing
            : html`<div class="embed-code">
                <p>Paste it into the plugin’s settings now. It is not shown again.</p>
                ${this.renderSnippet(this.newKey, 'the key')}
              </div>`
        }
        ${table({
          caption: 'Secret keys',
          rows: keys,
          columns: [
            { label: 'Made', cell: ({ createdAt }) => whenWords(createdAt) },
            { label: 'Last used', cell: ({ lastUsedAt }) => whenWords(lastUsedAt) },
            {
              label: '',
              cell: (key) =>
                deskButton({
                  label: 'Revoke',
                  about: `the key made ${whenWords(key.createdAt)}`,
                  kind: 'link',
                  onClick: () => void this.revoke(key),
                }),
            },
          ],
          empty: 'None yet.',
        })}
        <div>
          ${deskButton({ label: 'Make a key', kind: 'secondary', isBusy: this.isBusy, onClick: () => void this.makeKey() })}
        </div>`,
      'With one of them the plugin, or another server of yours, shows that it speaks for this site.',
    );
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.desk.announce('Copied.');
    } catch {
      this.desk.announce('This browser does not let pages copy: select the text yourself.');
    }
  }

  private readonly check = (event: SubmitEvent): void =>
    this.send(event, async ({ url = '' }) => {
      this.checked = undefined;
      await this.ask(url.trim() || undefined);
    });

  private look(url: string): Promise<boolean> {
    return this.act(() => this.ask(url));
  }

  private async ask(url: string | undefined): Promise<void> {
    this.checked = await this.desk.call('POST /admin/check-page', { body: url === undefined ? {} : { url } });
  }

  private mend(fix: Exclude<Fix, { kind: 'check_page' }>): Promise<boolean> {
    return this.act(async () => {
      const { call } = this.desk;
      if (fix.kind === 'add_origin') await call('POST /admin/origins', { body: { origin: fix.origin } });
      else {
        const { version } = await call('GET /admin/settings');
        await call('PATCH /admin/settings', { body: { version, centerAddress: fix.url } });
        await this.desk.refresh();
      }
      await Promise.all([this.reload(), this.ask(this.checked?.url)]);
    });
  }

  private readonly allow = (event: SubmitEvent): void =>
    this.send(event, async ({ origin = '' }, form) => {
      await this.desk.call('POST /admin/origins', { body: { origin } });
      form.reset();
      this.desk.announce('Pages there may hold the center now.');
      await this.reload();
    });

  private async removeOrigin({ origin, isCenter }: Origin): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Remove ${origin}?`,
      text: isCenter
        ? 'The center address is there: customers who open it, also from emails, will find a center that does not work.'
        : 'The center no longer works on pages there.',
      action: 'Remove',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('POST /admin/origins/remove', { body: { origin, isAccepted: isCenter } });
      await this.reload();
    });
  }

  private makeKey(): Promise<boolean> {
    return this.act(async () => {
      this.newKey = (await this.desk.call('POST /admin/site-keys', { body: {} })).key;
      await this.reload();
    });
  }

  private async revoke({ id, lastUsedAt }: Key): Promise<void> {
    const isSure = await this.desk.confirm({
      title: 'Revoke this key?',
      text: `What uses it is refused from now on. Last used: ${whenWords(lastUsedAt)}.`,
      action: 'Revoke',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('DELETE /admin/site-keys/:siteKeyId', { params: { siteKeyId: id }, body: {} });
      this.newKey = undefined;
      await this.reload();
    });
  }
}

define('cc-desk-embed', EmbedScreen);
