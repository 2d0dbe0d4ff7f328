import { html, nothing, type TemplateResult } from 'lit';
import type { ProgramDetail } from '../../server/features/programs/programs.admin.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { checkbox, deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { peopleWords, ProgramPart } from './program-part.ts';

type Level = ProgramDetail['levels'][number];

/** The levels of a program: what each opens, and who holds it. */
export class ProgramLevels extends ProgramPart {
  /** Id of the level whose form is open. */
  @state() private editing: string | undefined;

  override render(): TemplateResult {
    const { levels } = this.about.program;
    const edited = levels.find(({ id }) => id === this.editing);
    return html`${group(
      'Levels',
      html`${table({
        caption: 'Levels in their order',
        rows: levels,
        columns: [
          {
            label: 'Level',
            cell: ({ name, slug }) => html`<div><strong>${name}</strong><br /><code class="muted">${slug}</code></div>`,
          },
          {
            label: 'Held by',
            cell: ({ id, holders }) =>
              html`<a href=${hrefOf('customers', undefined, { levelId: id })}>${peopleWords(holders)}</a>`,
          },
          {
            label: 'Opens',
            cell: ({ courses, pages }) =>
              [
                ...courses.map(({ title }) => title),
                ...(pages > 0 ? [`${pages} ${pages === 1 ? 'page' : 'pages'}`] : []),
              ].join(', ') || html`<span class="muted">nothing yet</span>`,
          },
          ...(this.canChange ? [{ label: '', cell: (level: Level) => this.renderActions(level) }] : []),
        ],
        empty: 'No level yet. Without one, a program opens nothing.',
      })}
      ${this.renderFailure()}`,
      'A level is what opens pages and courses. Customers hold it, and pages ask for it.',
    )}
    ${edited ? this.renderEdit(edited) : nothing} ${this.canChange && !edited ? this.renderAdd() : nothing}`;
  }

  private renderActions(level: Level): TemplateResult {
    const { levels } = this.about.program;
    const at = levels.indexOf(level);
    return html`<div class="line">
      ${deskButton({ label: 'Change', about: level.name, kind: 'link', onClick: () => this.edit(level.id) })}
      ${
        at > 0
          ? deskButton({ label: 'Move up', about: level.name, kind: 'link', onClick: () => void this.moveUp(at) })
          : nothing
      }
      ${deskButton({ label: 'Delete', about: level.name, kind: 'link', onClick: () => void this.removeLevel(level) })}
    </div>`;
  }

  private renderEdit(level: Level): TemplateResult {
    const { courses } = this.about;
    const open = new Set(level.courses.map(({ id }) => id));
    const fields = html`${textInput({
        id: `name-${level.id}`,
        name: 'name',
        label: 'Name',
        value: level.name,
        maxLength: 100,
        hint: html`Renaming breaks nothing: pages keep to the level itself, and attributes to
          <code>${level.slug}</code>.`,
        error: this.fieldErrors.name,
      })}
      <fieldset>
        <legend>Courses it opens</legend>
        ${
          courses.length === 0
            ? html`<p class="muted">There is no course yet. <a href=${hrefOf('courses')}>Add one</a></p>`
            : courses.map(({ id, title }) =>
                checkbox({
                  id: `${level.id}-${id}`,
                  name: 'courseIds',
                  value: id,
                  label: title,
                  isChecked: open.has(id),
                }),
              )
        }
      </fieldset>`;
    return group(
      `Change “${level.name}”`,
      this.form({
        name: 'change',
        content: fields,
        save: this.saveLevel,
        beside: deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => (this.editing = undefined) }),
      }),
    );
  }

  private renderAdd(): TemplateResult {
    const field = textInput({ name: 'name', label: 'Name', maxLength: 100, error: this.fieldErrors.name });
    return group('Add a level', this.form({ name: 'add', content: field, save: this.add, label: 'Add' }));
  }

  private edit(levelId: string): void {
    this.editing = levelId;
    this.failure = undefined;
    this.fieldErrors = {};
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[id="name-${levelId}"]`)?.focus());
  }

  private readonly add = (event: SubmitEvent): void =>
    this.send(event, async ({ name = '' }, form) => {
      await this.desk.call('POST /admin/programs/:programId/levels', { params: this.params, body: { name } });
      form.reset();
      await this.saved('The level is added.');
    });

  private readonly saveLevel = (event: SubmitEvent): void =>
    this.send(event, async ({ name = '' }, form) => {
      const courseIds = new FormData(form).getAll('courseIds') as string[];
      const params = { ...this.params, levelId: this.editing ?? '' };
      await this.desk.call('PATCH /admin/programs/:programId/levels/:levelId', { params, body: { name, courseIds } });
      this.editing = undefined;
      await this.saved();
    });

  private moveUp(at: number): Promise<boolean> {
    const levelIds = this.about.program.levels.map(({ id }) => id);
    levelIds.splice(at - 1, 0, ...levelIds.splice(at, 1));
    return this.press(async () => {
      await this.desk.call('PUT /admin/programs/:programId/level-order', { params: this.params, body: { levelIds } });
      await this.saved('Moved.');
    });
  }

  private async removeLevel({ id, name }: Level): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Delete the level “${name}”?`,
      text: 'If anybody holds or held it, or a page or a rule asks for it, nothing is deleted and you are told.',
      action: 'Delete',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.press(async () => {
      const params = { ...this.params, levelId: id };
      await this.desk.call('DELETE /admin/programs/:programId/levels/:levelId', { params });
      await this.saved('The level is deleted.');
    });
  }
}

define('cc-desk-program-levels', ProgramLevels);
