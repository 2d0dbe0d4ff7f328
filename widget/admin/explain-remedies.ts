import { html, nothing, type TemplateResult } from 'lit';
import type { Explanation, Remedy } from '../../server/features/access/access.admin.contract.ts';
import type { AdminPage } from '../../server/features/pages/pages.admin.contract.ts';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf, type Desk, type Role } from './desk.ts';
import { DeskElement } from './form.ts';
import { endOfDay } from './grant-words.ts';
import './page-form.ts';
import { pageName } from './page-words.ts';
import { deskButton, select, textArea, textInput } from './parts/controls.ts';

type Kind = Remedy['kind'];

/** What a remedy that needs more than a press has open. */
type Doing =
  | { kind: 'grant'; remedy: Remedy; programs: ProgramSummary[] }
  | { kind: 'extend'; remedy: Remedy }
  | { kind: 'page'; page: AdminPage; refusalAddress: string; programs: ProgramSummary[] };

/** Who may do it, where that is not everybody of the staff. */
const roles: Partial<Record<Kind, Role>> = {
  turn_method_on: 'admin',
  make_key: 'owner',
  add_origin: 'admin',
  sell_level: 'admin',
  set_page_rule: 'admin',
  choose_refusal_page: 'admin',
  choose_post_login_page: 'admin',
  restore_page: 'admin',
  correct_level_name: 'admin',
};

/** The buttons that mend what an explanation found. */
export class ExplainRemedies extends DeskElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) explanation!: Explanation;
  /** Who was asked about. */
  @property({ attribute: false }) typed = '';
  /** Told in words what was done. */
  @property({ attribute: false }) onMended: (words: string) => void = () => undefined;

  @state() private doing: Doing | undefined;

  override render(): TemplateResult | typeof nothing {
    const { remedies } = this.explanation;
    if (remedies.length === 0) return nothing;
    return html`<ul class="remedies" aria-label="What mends it">
        ${remedies.map((remedy, at) => html`<li>${this.renderRemedy(remedy, at === 0 && !this.doing)}</li>`)}
      </ul>
      ${this.doing ? this.renderDoing(this.doing) : this.renderFailure()}`;
  }

  private renderRemedy(remedy: Remedy, isFirst: boolean): TemplateResult {
    const { says, kind } = remedy;
    const role = roles[kind];
    if (role !== undefined && !this.desk.can(role)) {
      return html`<p>${says} <span class="pill">for an ${role}</span></p>`;
    }
    const href = this.hrefFor(remedy);
    const look = isFirst ? 'primary' : 'secondary';
    if (href !== undefined) return html`<a class="button ${look}" href=${href}>${says}</a>`;
    const action = this.actionFor(remedy);
    return action
      ? deskButton({ label: says, kind: look, isBusy: this.isBusy, onClick: action })
      : html`<p>${says}.</p>`;
  }

  /** Of remedies that are another screen. */
  private hrefFor({ kind, customerId, otherCustomerId, pageId }: Remedy): string | undefined {
    switch (kind) {
      case 'add_customer':
        return hrefOf('customers', undefined, { search: this.typed.split('@')[0] });
      case 'merge_needed':
        return hrefOf('customer', otherCustomerId);
      case 'correct_email':
        return hrefOf('customer', customerId);
      case 'turn_method_on':
        return hrefOf('settings');
      case 'make_key':
        return hrefOf('embed', undefined, { tab: 'wordpress' });
      case 'sell_level':
        return hrefOf('products');
      case 'restore_page':
        return hrefOf('page', pageId);
      case 'correct_level_name':
        return hrefOf('programs');
      default:
        return undefined;
    }
  }

  /** Of remedies that are done here; `undefined`: somebody else has to do it. */
  private actionFor(remedy: Remedy): (() => void) | undefined {
    const { kind, courseId = '', origin = '' } = remedy;
    const { call } = this.desk;
    const params = { customerId: remedy.customerId ?? '' };
    const press = (words: string, action: () => Promise<unknown>) => () =>
      void this.act(async () => {
        await action();
        this.onMended(words);
      });
    switch (kind) {
      case 'unblock':
        return press('They can sign in again.', () => call('POST /admin/customers/:customerId/unblock', { params }));
      case 'send_sign_in_email':
      case 'send_new_password_email':
        return press('The email is on its way.', () =>
          call('POST /admin/customers/:customerId/email', {
            params,
            body: { kind: kind === 'send_sign_in_email' ? 'sign_in' : 'new_password' },
          }),
        );
      case 'restore_enrollment':
        return press('The course is open to them again.', () =>
          call('POST /admin/customers/:customerId/enrollments/:courseId/restore', { params: { ...params, courseId } }),
        );
      case 'add_origin':
        return press(`${origin} is an allowed origin.`, () => call('POST /admin/origins', { body: { origin } }));
      case 'grant':
        return () =>
          void this.begin(async () => ({
            kind: 'grant',
            remedy,
            programs: (await call('GET /admin/programs')).programs,
          }));
      case 'extend':
        return () => void this.begin(() => Promise.resolve({ kind: 'extend', remedy }));
      case 'set_page_rule':
      case 'choose_refusal_page':
        return () => void this.begin(() => this.readPage(remedy.pageId ?? ''));
      case 'choose_post_login_page':
        return () => void this.landInCenter();
      default:
        return undefined;
    }
  }

  private async readPage(pageId: string): Promise<Doing> {
    const { call } = this.desk;
    const [page, { programs }] = await Promise.all([
      call('GET /admin/pages/:pageId', { params: { pageId } }),
      call('GET /admin/programs'),
    ]);
    const instead = page.refusalPage?.id;
    const refusalAddress =
      instead === undefined ? '' : (await call('GET /admin/pages/:pageId', { params: { pageId: instead } })).address;
    return { kind: 'page', page, refusalAddress, programs };
  }

  private begin(read: () => Promise<Doing>): Promise<boolean> {
    return this.act(async () => {
      this.doing = await read();
      await this.updateComplete;
      this.querySelector<HTMLElement>('.doing :is(select, input)')?.focus();
    });
  }

  private renderDoing(doing: Doing): TemplateResult {
    if (doing.kind === 'page') {
      return html`<div class="doing stack">
        <h3>Who may see “${pageName(doing.page)}”</h3>
        <cc-admin-page-form
          .desk=${this.desk}
          .page=${doing.page}
          .refusalAddress=${doing.refusalAddress}
          .programs=${doing.programs}
          .onSaved=${() => this.done('The page is changed.')}
        ></cc-admin-page-form>
      </div>`;
    }
    const buttons = (label: string) =>
      html`${this.renderFailure()}
        <div class="line">
          ${deskButton({ label, isBusy: this.isBusy })}
          ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => (this.doing = undefined) })}
        </div>`;
    const until = textInput({
      name: 'untilAt',
      label: 'Until the end of',
      type: 'date',
      hint: 'Without a day, it has no end.',
      error: this.fieldErrors.untilAt,
    });
    if (doing.kind === 'extend') {
      return html`<form class="doing form" novalidate @submit=${this.extend}>${until} ${buttons('Extend it')}</form>`;
    }
    const choices = doing.programs.flatMap(({ name: program, levels }) =>
      levels.map(({ id, name }) => ({ value: id, label: `${program}: ${name}` })),
    );
    return html`<form class="doing form" novalidate @submit=${this.give}>
      <div class="pair">
        ${select({
          name: 'levelId',
          label: 'Level',
          value: doing.remedy.levelId ?? '',
          choices,
          error: this.fieldErrors.levelId,
        })}
        ${until}
      </div>
      ${textArea({ name: 'note', label: 'Note for your team', rows: 2, maxLength: 1000, error: this.fieldErrors.note })}
      ${buttons('Give it')}
    </form>`;
  }

  private done(words: string): void {
    this.doing = undefined;
    this.onMended(words);
  }

  private readonly give = (event: SubmitEvent): void =>
    this.send(event, async ({ levelId = '', untilAt = '', note = '' }) => {
      if (this.doing?.kind !== 'grant') return;
      await this.desk.call('POST /admin/customers/:customerId/grants', {
        params: { customerId: this.doing.remedy.customerId ?? '' },
        body: { levelId, untilAt: endOfDay(untilAt), note },
      });
      this.done('The level is given.');
    });

  private readonly extend = (event: SubmitEvent): void =>
    this.send(event, async ({ untilAt = '' }) => {
      if (this.doing?.kind !== 'extend') return;
      const { customerId = '', grantId = '' } = this.doing.remedy;
      await this.desk.call('PATCH /admin/customers/:customerId/grants/:grantId', {
        params: { customerId, grantId },
        body: { untilAt: endOfDay(untilAt) },
      });
      this.done('It lasts longer now.');
    });

  private async landInCenter(): Promise<void> {
    const isSure = await this.desk.confirm({
      title: 'Let everybody land in the center?',
      text: html`The center is open to every customer. Exceptions for programs and levels stay.
        <a href=${hrefOf('landing')}>Choose another page instead</a>`,
      action: 'Land in the center',
    });
    if (!isSure) return;
    await this.act(async () => {
      const landing = await this.desk.call('GET /admin/landing');
      await this.desk.call('PUT /admin/landing', { body: { ...landing, postLoginPage: 'center' } });
      this.done('Everybody lands in the center.');
    });
  }
}

define('cc-admin-explain-remedies', ExplainRemedies);
