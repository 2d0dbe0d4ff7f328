import { html, nothing, type TemplateResult } from 'lit';
import type { ProgramSummary } from '../../server/features/programs/programs.admin.contract.ts';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { peopleWords } from './program-part.ts';
import { Screen } from './screen.ts';

/** What the site offers beside single things: programs, their levels, and how many hold them. */
export class ProgramsScreen extends Screen<ProgramSummary[]> {
  heading(): string {
    return 'Programs';
  }

  protected async load(): Promise<ProgramSummary[]> {
    return (await this.desk.call('GET /admin/programs')).programs;
  }

  protected renderData(programs: ProgramSummary[]): TemplateResult {
    return html`<div class="group">
        ${table({
          caption: 'Programs',
          rows: programs,
          columns: [
            { label: 'Program', cell: ({ id, name }) => html`<a href=${hrefOf('program', id)}>${name}</a>` },
            { label: 'Held by level', cell: ({ levels }) => renderLevels(levels) },
            {
              label: 'To others',
              cell: ({ isOffered }) => (isOffered ? 'offered' : html`<span class="pill">not offered</span>`),
            },
            { label: 'Called in attributes', cell: ({ slug }) => html`<code>${slug}</code>` },
          ],
          empty: 'No program yet. A program is one membership offer, with one or more levels that open pages.',
        })}
      </div>
      ${this.desk.can('admin') ? this.renderAdd() : nothing}`;
  }

  private renderAdd(): TemplateResult {
    return group(
      'Add a program',
      html`<form class="form" novalidate @submit=${this.add}>
        <div class="pair">
          ${textInput({ name: 'name', label: 'Name', maxLength: 100, error: this.fieldErrors.name })}
          ${textInput({
            name: 'level',
            label: 'Its first level',
            maxLength: 100,
            hint: 'What opens pages. One is enough for most.',
            error: this.fieldErrors.level,
          })}
        </div>
        ${this.renderFailure()} ${deskButton({ label: 'Add', isBusy: this.isBusy })}
      </form>`,
      'It is offered to nobody until you say so.',
    );
  }

  private readonly add = (event: SubmitEvent): void =>
    this.send(event, async ({ name = '', level = '' }) => {
      const body = { name, ...(level.trim() && { level }) };
      const { id } = await this.desk.call('POST /admin/programs', { body });
      this.desk.go(hrefOf('program', id, { tab: 'levels' }));
    });
}

const renderLevels = (levels: ProgramSummary['levels']): unknown =>
  levels.length === 0
    ? html`<span class="muted">none yet</span>`
    : html`<ul>
        ${levels.map(
          ({ id, name, holders }) =>
            html`<li>
              ${name}: <a href=${hrefOf('customers', undefined, { levelId: id })}>${peopleWords(holders)}</a>
            </li>`,
        )}
      </ul>`;

define('cc-desk-programs', ProgramsScreen);
