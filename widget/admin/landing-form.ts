import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import type { LandingSettings } from '../../server/features/pages/pages.admin.contract.ts';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { CarefulForm } from './careful-form.ts';
import './page-field.ts';
import { findPage } from './page-field.ts';
import { checkbox, deskButton, group, select, type Choice } from './parts/controls.ts';

type Rule = LandingSettings['rules'][number];

interface Row {
  /** Names its fields; it stays with the row when that is moved. */
  readonly key: string;
  /** `program:` or `level:`, and the id. */
  readonly who: string;
  /** An address; empty: the center. */
  readonly address: string;
}

const whoOf = ({ programId, levelId }: Rule): string =>
  programId === null ? `level:${levelId ?? ''}` : `program:${programId}`;

/** Where customers land: one page for all, and others for who holds something. */
export class LandingForm extends CarefulForm {
  @property({ attribute: false }) landing!: LandingSettings;
  /** Addresses of the pages that rules name, by id. */
  @property({ attribute: false }) addresses: ReadonlyMap<string, string> = new Map();
  @property({ attribute: false }) programs: readonly ProgramSummary[] = [];
  @property({ attribute: false }) onSaved: () => void = () => undefined;

  /** As put together in the form; `undefined`: as saved. */
  @state() private draft: readonly Row[] | undefined;
  @state() private isPage: boolean | undefined;
  private added = 0;

  private get rows(): readonly Row[] {
    return (
      this.draft ??
      this.landing.rules.map((rule, at) => ({
        key: `saved${at}`,
        who: whoOf(rule),
        address: rule.pageId === null ? '' : (this.addresses.get(rule.pageId) ?? ''),
      }))
    );
  }

  override render(): TemplateResult {
    const { landing, fieldErrors } = this;
    const isDisabled = !this.desk.can('admin');
    const isSavedPage = landing.postLoginPage !== 'center';
    return html`<form class="screen" novalidate @submit=${this.submit} @input=${this.forget} @change=${this.forget}>
      ${group(
        'For everybody',
        html`${select({
          name: 'kind',
          label: 'Customers land on',
          value: isSavedPage ? 'page' : 'center',
          choices: [
            { value: 'center', label: 'The center (recommended)' },
            { value: 'page', label: 'A page of the site' },
          ],
          isDisabled,
          onChange: (value) => (this.isPage = value === 'page'),
        })}
        ${
          (this.isPage ?? isSavedPage)
            ? html`<cc-admin-page-field
                .call=${this.desk.call}
                .name=${'postLoginPage'}
                .label=${'Page'}
                .value=${isSavedPage ? landing.postLoginPage : ''}
                .isDisabled=${isDisabled}
                .hint=${'By its address or title. Whoever may not see it lands in the center and reads why.'}
                .error=${fieldErrors.postLoginPage}
              ></cc-admin-page-field>`
            : nothing
        }
        ${checkbox({
          name: 'respectWantedPage',
          label: 'The page a customer first wanted goes before all of this',
          hint: 'Who was on the way to a lesson and had to sign in comes to that lesson.',
          isChecked: landing.respectWantedPage,
          isDisabled,
        })}`,
      )}
      ${group('For some', this.renderRules(isDisabled), 'The first that fits counts. Who fits none lands where everybody does.')}
      ${this.renderFailure()} ${this.renderWarnings()}
      ${isDisabled || this.warnings.length > 0 ? nothing : html`<div>${deskButton({ label: 'Save', isBusy: this.isBusy })}</div>`}
    </form>`;
  }

  private renderRules(isDisabled: boolean): TemplateResult {
    const { rows } = this;
    const choices = this.programs.flatMap(({ id, name: program, levels }): Choice[] => [
      { value: `program:${id}`, label: `${program}: any level` },
      ...levels.map((level) => ({ value: `level:${level.id}`, label: `${program}: ${level.name}` })),
    ]);
    return html`${
      rows.length === 0
        ? html`<p class="muted">No exception: everybody lands on the same.</p>`
        : html`<ol class="rules">
            ${repeat(
              rows,
              ({ key }) => key,
              (row, at) => this.renderRow(row, at, { choices, isDisabled }),
            )}
          </ol>`
    }
    ${
      isDisabled || choices.length === 0
        ? nothing
        : html`<div>
            ${deskButton({ label: 'Add an exception', kind: 'secondary', onClick: () => this.addRow(choices[0]?.value ?? '') })}
          </div>`
    }`;
  }

  private renderRow(row: Row, at: number, { choices, isDisabled }: { choices: Choice[]; isDisabled: boolean }) {
    const { fieldErrors } = this;
    const about = `exception ${at + 1}`;
    const { key } = row;
    const errorOf = (name: string) => fieldErrors[`rules.${at}.${name}`];
    return html`<li>
      <div class="stack" role="group" aria-label="Exception ${at + 1}">
        <div class="pair">
          ${select({
            name: `${key}-who`,
            label: 'Who holds',
            value: row.who,
            choices,
            error: errorOf('programId') ?? errorOf('levelId'),
            isDisabled,
          })}
          <cc-admin-page-field
            .call=${this.desk.call}
            .name=${`${key}-page`}
            .label=${'Lands on'}
            .value=${row.address}
            .isDisabled=${isDisabled}
            .hint=${'Nothing typed: the center.'}
            .error=${fieldErrors[`${key}-page`] ?? errorOf('pageId')}
          ></cc-admin-page-field>
        </div>
        ${
          isDisabled
            ? nothing
            : html`<div class="line">
                ${deskButton({ label: 'Up', about, kind: 'secondary', isDisabled: at === 0, onClick: () => this.move(at, at - 1) })}
                ${deskButton({
                  label: 'Down',
                  about,
                  kind: 'secondary',
                  isDisabled: at === this.rows.length - 1,
                  onClick: () => this.move(at, at + 1),
                })}
                ${deskButton({ label: 'Remove', about, kind: 'link', onClick: () => this.change(this.rows.filter((each) => each !== row)) })}
              </div>`
        }
      </div>
    </li>`;
  }

  private change(rows: readonly Row[]): void {
    this.draft = rows;
    this.fieldErrors = {};
    this.forget();
  }

  private addRow(who: string): void {
    const key = `added${++this.added}`;
    this.change([...this.rows, { key, who, address: '' }]);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[id="${key}-who"]`)?.focus());
  }

  private move(from: number, to: number): void {
    const rows = [...this.rows];
    rows.splice(to, 0, ...rows.splice(from, 1));
    this.change(rows);
    // The row takes its buttons along; the one that was pressed may be at an end now.
    void this.updateComplete.then(() => {
      const moved = this.querySelectorAll('.rules > li')[to];
      const [up, down] = moved?.querySelectorAll<HTMLButtonElement>('.line button') ?? [];
      const [pressed, other] = from > to ? [up, down] : [down, up];
      (pressed?.disabled ? other : pressed)?.focus();
    });
  }

  protected async save(form: HTMLFormElement, evenIf: Warning['code'][]): Promise<void> {
    const typed = new FormData(form);
    const text = (name: string) => ((typed.get(name) ?? '') as string).trim();
    const rules: Rule[] = [];
    for (const { key } of this.rows) {
      const [kind, id = ''] = text(`${key}-who`).split(':');
      const page = text(`${key}-page`);
      const pageId = page === '' ? null : (await findPage(this.desk.call, page, `${key}-page`)).id;
      rules.push({ programId: kind === 'program' ? id : null, levelId: kind === 'level' ? id : null, pageId });
    }
    const postLoginPage =
      text('kind') === 'center'
        ? 'center'
        : (await findPage(this.desk.call, text('postLoginPage'), 'postLoginPage')).address;
    await this.desk.call('PUT /admin/landing', {
      body: { rules, postLoginPage, respectWantedPage: typed.has('respectWantedPage'), evenIf },
    });
    this.onSaved();
  }
}

define('cc-admin-landing-form', LandingForm);
