import { html, nothing, type TemplateResult } from 'lit';
import type { ProgramDetail } from '../../server/features/programs/programs.admin.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { deskButton, group, select, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { ProgramPart } from './program-part.ts';

type Rule = ProgramDetail['rules'][number];

/** Where levels come from by themselves: what is bought, and rules. */
export class ProgramSources extends ProgramPart {
  @state() private kind: 'tag' | 'after' = 'tag';

  override render(): TemplateResult {
    const { products, rules, levels } = this.about.program;
    return html`${group(
      'Bought with',
      html`${table({
        caption: 'Products that give a level',
        rows: products,
        columns: [
          {
            label: 'Product',
            cell: ({ name }) => html`<a href=${hrefOf('products', undefined, { search: name })}>${name}</a>`,
          },
          { label: 'Gives', cell: ({ levels: given }) => given.join(', ') },
        ],
        empty: html`Nothing that is sold gives a level of it. <a href=${hrefOf('products')}>Choose products</a>`,
      })}`,
      'Who buys one of these holds the level for as long as the purchase lasts.',
    )}
    ${group(
      'Rules',
      html`${table({
        caption: 'Rules',
        rows: rules,
        columns: [
          { label: 'Gives', cell: ({ levelId }) => this.levelName(levelId) },
          { label: 'To', cell: ruleWords },
          ...(this.canChange
            ? [
                {
                  label: '',
                  cell: (rule: Rule) =>
                    deskButton({
                      label: 'Delete',
                      about: 'this rule',
                      kind: 'link',
                      onClick: () => void this.removeRule(rule),
                    }),
                },
              ]
            : []),
        ],
        empty: 'No rule. A rule gives a level for a tag, or some days after another level.',
      })}
      ${this.renderFailure()}`,
    )}
    ${this.canChange && levels.length > 0 ? this.renderAdd() : nothing}`;
  }

  private renderAdd(): TemplateResult {
    const own = this.about.program.levels.map(({ id, name }) => ({ value: id, label: name }));
    const all = this.about.programs.flatMap(({ name: program, levels }) =>
      levels.map(({ id, name }) => ({ value: id, label: `${program}: ${name}` })),
    );
    const fields = html`<div class="pair">
        ${select({ name: 'levelId', label: 'Give', choices: own, error: this.fieldErrors.levelId })}
        ${select({
          name: 'kind',
          label: 'To whom',
          choices: [
            { value: 'tag', label: 'Who has a tag' },
            { value: 'after', label: 'Who was given another level some days ago' },
          ],
          value: this.kind,
          onChange: (kind) => (this.kind = kind as 'tag' | 'after'),
        })}
      </div>
      ${
        this.kind === 'tag'
          ? textInput({
              name: 'tag',
              label: 'Tag',
              maxLength: 60,
              hint: 'Written as your mail tool writes it. When the tag goes, the level ends.',
              error: this.fieldErrors.tag,
            })
          : html`<div class="pair">
              ${select({ name: 'afterLevelId', label: 'After', choices: all, error: this.fieldErrors.afterLevelId })}
              ${textInput({
                name: 'afterDays',
                label: 'Days later',
                type: 'number',
                min: 0,
                max: 3650,
                value: '7',
                hint: 'It ends when the other level ends.',
                error: this.fieldErrors.afterDays,
              })}
            </div>`
      }`;
    return group(
      'Add a rule',
      this.form({ name: 'add', content: fields, save: this.add, label: 'Add' }),
      'It counts at once for everybody it fits.',
    );
  }

  private levelName(levelId: string): string {
    return this.about.program.levels.find(({ id }) => id === levelId)?.name ?? '';
  }

  private readonly add = (event: SubmitEvent): void =>
    this.send(event, async ({ levelId = '', tag = '', afterLevelId = '', afterDays = '' }, form) => {
      const body =
        this.kind === 'tag'
          ? { kind: 'tag' as const, levelId, tag }
          : { kind: 'after' as const, levelId, afterLevelId, afterDays: Number(afterDays) };
      await this.desk.call('POST /admin/programs/:programId/rules', { params: this.params, body });
      form.reset();
      await this.saved('The rule is added. Customers it fits get the level within moments.');
    });

  private async removeRule(rule: Rule): Promise<void> {
    const isSure = await this.desk.confirm({
      title: 'Delete this rule?',
      text: `${this.levelName(rule.levelId)} ends for everybody who has it from this rule alone.`,
      action: 'Delete',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.press(async () => {
      const params = { ...this.params, ruleId: rule.id };
      await this.desk.call('DELETE /admin/programs/:programId/rules/:ruleId', { params });
      await this.saved('The rule is deleted.');
    });
  }
}

const ruleWords = ({ kind, tag, afterLevel, afterDays }: Rule): unknown =>
  kind === 'tag'
    ? html`<div>who has the tag <span class="pill">${tag}</span></div>`
    : `who was given ${afterLevel}, ${afterDays} ${afterDays === 1 ? 'day' : 'days'} later`;

define('cc-desk-program-sources', ProgramSources);
