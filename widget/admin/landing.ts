import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { LandingSettings } from '../../server/features/pages/pages.admin.contract.ts';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { keyed } from 'lit/directives/keyed.js';
import { state } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { accessStyles } from './access.styles.ts';
import { checkList } from './check-list.ts';
import './landing-form.ts';
import './page-field.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { Screen } from './screen.ts';

interface Data {
  landing: LandingSettings;
  programs: ProgramSummary[];
  /** Of the pages that rules name, by id. */
  addresses: ReadonlyMap<string, string>;
}
type Tried = ReplyOf<AdminApi['GET /admin/landing/test']>;

/** Where customers land after signing in. */
export class LandingScreen extends Screen<Data> {
  @state() private tried: Tried | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, accessStyles);
  }

  heading(): string {
    return 'Post-login page';
  }

  protected async load(): Promise<Data> {
    const { call } = this.desk;
    const [landing, { programs }] = await Promise.all([call('GET /admin/landing'), call('GET /admin/programs')]);
    const ids = new Set(landing.rules.map(({ pageId }) => pageId).filter((id) => id !== null));
    const pages = await Promise.all([...ids].map((pageId) => call('GET /admin/pages/:pageId', { params: { pageId } })));
    return { landing, programs, addresses: new Map(pages.map(({ id, address }) => [id, address])) };
  }

  protected renderData({ landing, programs, addresses }: Data): TemplateResult {
    return html`${
      // Made anew with what was saved, or what was typed would stay where it is no more.
      keyed(
        landing,
        html`<cc-admin-landing-form
          .desk=${this.desk}
          .landing=${landing}
          .programs=${programs}
          .addresses=${addresses}
          .onSaved=${() => void this.saved()}
        ></cc-admin-landing-form>`,
      )
    }
    ${this.renderTester()}`;
  }

  private renderTester(): TemplateResult {
    return group(
      'Try it',
      html`<form class="form" novalidate @submit=${this.try}>
          <div class="pair">
            ${textInput({ name: 'login', label: 'Email or username of a customer', error: this.fieldErrors.login })}
            <cc-admin-page-field
              .call=${this.desk.call}
              .name=${'wantedPage'}
              .label=${'The page they first wanted'}
              .hint=${'If there was one.'}
              .error=${this.fieldErrors.wantedPage}
            ></cc-admin-page-field>
          </div>
          ${this.renderFailure()}
          ${deskButton({ label: 'Where do they land?', kind: 'secondary', isBusy: this.isBusy })}
        </form>
        <div role="status">
          ${
            this.tried
              ? html`<div class="stack">
                  <p><strong>${this.tried.answer}</strong></p>
                  ${checkList({ checks: this.tried.checks, isOpen: false })}
                </div>`
              : nothing
          }
        </div>`,
      'With what is saved now.',
    );
  }

  private readonly try = (event: SubmitEvent): void => {
    this.tried = undefined;
    this.send(event, async ({ login = '', wantedPage = '' }) => {
      const wanted = wantedPage.trim();
      this.tried = await this.desk.call('GET /admin/landing/test', {
        query: { login: login.trim(), ...(wanted && { wantedPage: wanted }) },
      });
    });
  };

  private async saved(): Promise<void> {
    await this.reload();
    this.tried = undefined;
    this.desk.announce('Saved.');
  }
}

define('cc-desk-landing', LandingScreen);
