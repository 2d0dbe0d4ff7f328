import { html, nothing, type TemplateResult } from 'lit';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import type { AdminPage } from '../../server/features/pages/pages.admin.contract.ts';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { CarefulForm } from './careful-form.ts';
import { hrefOf } from './desk.ts';
import './page-field.ts';
import { findPage } from './page-field.ts';
import { asksForLevels, menuChoices, refusalChoices, ruleChoices, type Refusal, type Rule } from './page-words.ts';
import { checkbox, deskButton, select, textInput } from './parts/controls.ts';

/** Who may see a page, what others see, and where it is named. */
export class PageForm extends CarefulForm {
  @property({ attribute: false }) page!: AdminPage;
  /** The address of the page shown instead, if there is one. */
  @property({ attribute: false }) refusalAddress = '';
  @property({ attribute: false }) programs: readonly ProgramSummary[] = [];
  @property({ attribute: false }) onSaved: (page: AdminPage) => void = () => undefined;

  /** As chosen in the form; `undefined`: as saved. */
  @state() private rule: Rule | undefined;
  @state() private refusal: Refusal | undefined;

  override render(): TemplateResult {
    const { page } = this;
    const { rule = page.rule, refusal = page.refusal } = this;
    const isDisabled = !this.desk.can('admin');
    return html`<form class="form" novalidate @submit=${this.submit} @input=${this.forget} @change=${this.forget}>
      ${textInput({
        name: 'title',
        label: 'Title',
        value: page.title,
        maxLength: 300,
        hint: 'What customers read when the page is closed to them.',
        error: this.fieldErrors.title,
        isDisabled,
      })}
      ${select({
        name: 'rule',
        label: 'Who may see it',
        value: page.rule,
        choices: ruleChoices,
        isDisabled,
        onChange: (value) => (this.rule = value as Rule),
      })}
      ${asksForLevels(rule) ? this.renderLevels(isDisabled) : nothing}
      ${
        rule === 'everyone'
          ? nothing
          : select({
              name: 'refusal',
              label: 'Others see',
              value: page.refusal,
              choices: refusalChoices,
              hint: 'And a short support code, which opens the reason here.',
              isDisabled,
              onChange: (value) => (this.refusal = value as Refusal),
            })
      }
      ${
        rule !== 'everyone' && refusal === 'page'
          ? html`<cc-admin-page-field
              .call=${this.desk.call}
              .name=${'refusalPage'}
              .label=${'The page others see'}
              .value=${this.refusalAddress}
              .isDisabled=${isDisabled}
              .hint=${'One that is open to everyone, by its address or title.'}
              .error=${this.fieldErrors.refusalPage ?? this.fieldErrors.refusalPageId}
            ></cc-admin-page-field>`
          : nothing
      }
      ${select({ name: 'menu', label: 'In menus', value: page.menu, choices: menuChoices, isDisabled })}
      ${this.renderFailure()} ${this.renderWarnings()}
      ${isDisabled || this.warnings.length > 0 ? nothing : html`<div>${deskButton({ label: 'Save', isBusy: this.isBusy })}</div>`}
    </form>`;
  }

  private renderLevels(isDisabled: boolean): TemplateResult {
    const asked = new Set(this.page.levels.map(({ id }) => id));
    const programs = this.programs.filter(({ levels }) => levels.length > 0);
    if (programs.length === 0) {
      return html`<p class="muted">There is no level yet. <a href=${hrefOf('programs')}>Add a program</a></p>`;
    }
    return html`<div class="levels" role="group" aria-label="Levels">
      ${programs.map(
        ({ name: program, levels }) =>
          html`<fieldset>
            <legend>${program}</legend>
            ${levels.map(({ id, name }) =>
              checkbox({
                id: `level-${id}`,
                name: 'levelIds',
                value: id,
                label: name,
                isChecked: asked.has(id),
                isDisabled,
              }),
            )}
          </fieldset>`,
      )}
    </div>`;
  }

  protected async save(form: HTMLFormElement, evenIf: Warning['code'][]): Promise<void> {
    const typed = new FormData(form);
    const text = (name: string) => (typed.get(name) ?? '') as string;
    const rule = text('rule') as Rule;
    const refusal = (text('refusal') || this.page.refusal) as Refusal;
    const isByPage = refusal === 'page' && rule !== 'everyone';
    const refusalPageId = isByPage ? (await findPage(this.desk.call, text('refusalPage'), 'refusalPage')).id : null;
    const page = await this.desk.call('PATCH /admin/pages/:pageId', {
      params: { pageId: this.page.id },
      body: {
        title: text('title'),
        rule,
        ...(asksForLevels(rule) && { levelIds: typed.getAll('levelIds') as string[] }),
        // What others of an open page see matters to nobody, and stays.
        ...(rule !== 'everyone' && { refusal, refusalPageId }),
        menu: text('menu') as AdminPage['menu'],
        evenIf,
      },
    });
    this.onSaved(page);
  }
}

define('cc-admin-page-form', PageForm);
