import { html, nothing, type TemplateResult } from 'lit';
import type { AdminPage } from '../../server/features/pages/pages.admin.contract.ts';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { adopt, define } from '../elements.ts';
import { accessStyles } from './access.styles.ts';
import { hrefOf } from './desk.ts';
import './page-form.ts';
import { pageName, ruleInWords, sourceWords } from './page-words.ts';
import { deskButton, group } from './parts/controls.ts';
import { dateWords } from './parts/words.ts';
import { Screen } from './screen.ts';

interface Data {
  page: AdminPage;
  /** What is shown instead of it. */
  refusalAddress: string;
  programs: ProgramSummary[];
}

/** One page of the site. */
export class PageScreen extends Screen<Data> {
  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, accessStyles);
  }

  heading(data: Data | undefined): string {
    return data ? pageName(data.page) : 'Page';
  }

  private get params() {
    return { pageId: this.place.id ?? '' };
  }

  protected async load(): Promise<Data> {
    const { call } = this.desk;
    const [page, { programs }] = await Promise.all([
      call('GET /admin/pages/:pageId', { params: this.params }),
      call('GET /admin/programs'),
    ]);
    const instead = page.refusalPage?.id;
    const refusalAddress =
      instead === undefined ? '' : (await call('GET /admin/pages/:pageId', { params: { pageId: instead } })).address;
    return { page, refusalAddress, programs };
  }

  protected override renderActions(): TemplateResult {
    return html`<a href=${hrefOf('pages')}>All pages</a>`;
  }

  protected renderData({ page, refusalAddress, programs }: Data): TemplateResult {
    return html`${
      page.goneAt
        ? html`<div class="notice warning">
            <div>
              <strong>Gone</strong> since ${dateWords(page.goneAt)}: your site does not list this page any more.
            </div>
          </div>`
        : nothing
    }
    ${group(
      ruleInWords(page),
      html`<cc-admin-page-form
        .desk=${this.desk}
        .page=${page}
        .refusalAddress=${refusalAddress}
        .programs=${programs}
        .onSaved=${() => void this.saved()}
      ></cc-admin-page-form>`,
      html`<a href=${page.address} target="_blank" rel="noopener noreferrer">${page.address}</a>,
        ${sourceWords[page.source]}`,
    )}
    ${this.renderFailure()}
    ${
      this.desk.can('admin')
        ? html`<div>
            ${deskButton({ label: 'Remove this page …', kind: 'link', onClick: () => void this.removePage(page) })}
          </div>`
        : nothing
    }`;
  }

  private async saved(): Promise<void> {
    await this.reload();
    this.desk.announce('Saved.');
  }

  private async removePage(page: AdminPage): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Remove “${pageName(page)}”?`,
      text: 'The page itself stays where it is. The center forgets its rule and keeps nobody from it any more.',
      action: 'Remove',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('DELETE /admin/pages/:pageId', { params: this.params });
      this.desk.announce('The page is removed.');
      this.desk.go(hrefOf('pages'));
    });
  }
}

define('cc-desk-page', PageScreen);
