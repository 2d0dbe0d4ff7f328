import { html, nothing, type TemplateResult } from 'lit';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import { adopt, define } from '../elements.ts';
import { accessStyles } from './access.styles.ts';
import { hrefOf } from './desk.ts';
import { deskButton } from './parts/controls.ts';
import { Screen } from './screen.ts';

/** Where a warning is mended, and what the link there is called; `undefined`: not at the desk. */
function mend({ code, id }: Warning): { href: string; label: string } | undefined {
  switch (code) {
    case 'post_login_page_closed':
    case 'post_login_page_gone':
    case 'post_login_page_elsewhere':
      return { href: hrefOf('landing'), label: 'Post-login page' };
    case 'page_asks_for_ungiven_level':
    case 'page_without_level':
    case 'refusal_page_closed':
    case 'redirect_loop':
      return { href: id ? hrefOf('page', id) : hrefOf('pages'), label: 'Open the page' };
    case 'level_given_by_nothing':
    case 'product_gives_nothing':
      return { href: hrefOf('products'), label: 'Products' };
    case 'unknown_level':
      return { href: hrefOf('programs'), label: 'Programs' };
    case 'origin_never_seen':
    case 'center_without_element':
      return { href: hrefOf('embed'), label: 'Put it on a page' };
    case 'old_key':
      return { href: hrefOf('embed', undefined, { tab: 'wordpress' }), label: 'Keys' };
    case 'emails_refused':
    case 'two_customers':
      return { href: hrefOf('customers'), label: 'Customers' };
    case 'cannot_cancel':
      return { href: hrefOf('settings'), label: 'Settings' };
    case 'provider_not_connected':
      return { href: hrefOf('payments'), label: 'Connect it' };
    case 'other_redirect_plugin':
    case 'plugin_outdated':
      return undefined;
  }
}

/** What in the configuration would keep people out, and where each is mended. */
export class CheckScreen extends Screen<Warning[]> {
  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, accessStyles);
  }

  heading(): string {
    return 'Check';
  }

  protected async load(): Promise<Warning[]> {
    return (await this.desk.call('GET /admin/check')).warnings;
  }

  protected override renderActions(): TemplateResult {
    return deskButton({
      label: 'Check again',
      kind: 'secondary',
      isBusy: this.isBusy,
      onClick: () => void this.again(),
    });
  }

  protected renderData(warnings: Warning[]): TemplateResult {
    if (warnings.length === 0) {
      return html`<div class="notice success">
        <div><strong>Nothing is wrong.</strong> Pages, levels, post-login page, origins and emails fit together.</div>
      </div>`;
    }
    return html`<section class="group">
      <h2>${warnings.length === 1 ? 'One thing' : `${warnings.length} things`} to look at</h2>
      <ul class="findings">
        ${warnings.map((warning) => renderWarning(warning))}
      </ul>
    </section>`;
  }

  private again(): Promise<boolean> {
    return this.act(async () => {
      await this.reload();
      const count = this.data?.length ?? 0;
      this.desk.announce(count === 0 ? 'Nothing is wrong.' : `${count} to look at.`);
    });
  }
}

function renderWarning(warning: Warning): TemplateResult {
  const place = mend(warning);
  return html`<li>
    <div>
      <p>${warning.says}</p>
      <p class="muted">${warning.fix}.</p>
    </div>
    ${place ? html`<a class="button secondary" href=${place.href}>${place.label}</a>` : nothing}
  </li>`;
}

define('cc-desk-check', CheckScreen);
