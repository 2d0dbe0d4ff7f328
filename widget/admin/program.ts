import { html, nothing, type TemplateResult } from 'lit';
import { define } from '../elements.ts';
import { hrefOf } from './desk.ts';
import { deskButton } from './parts/controls.ts';
import './program-basics.ts';
import './program-cancelling.ts';
import './program-levels.ts';
import type { ProgramData } from './program-part.ts';
import './program-registration.ts';
import './program-sources.ts';
import { Screen } from './screen.ts';

const tabs = {
  basics: 'Offer',
  levels: 'Levels',
  sources: 'What opens it',
  registration: 'Registration',
  cancelling: 'Plans & cancelling',
} as const;
type Tab = keyof typeof tabs;

/** One program: a tab for each thing that is decided about it. */
export class ProgramScreen extends Screen<ProgramData> {
  heading(data: ProgramData | undefined): string {
    return data?.program.name ?? 'Program';
  }

  private get tab(): Tab {
    const wanted = this.place.query.get('tab') ?? 'basics';
    return Object.hasOwn(tabs, wanted) ? (wanted as Tab) : 'basics';
  }

  protected async load(): Promise<ProgramData> {
    const { call } = this.desk;
    const [program, { programs }, { courses }, { settings }] = await Promise.all([
      call('GET /admin/programs/:programId', { params: { programId: this.place.id ?? '' } }),
      call('GET /admin/programs'),
      call('GET /admin/courses'),
      call('GET /admin/settings'),
    ]);
    return { program, programs, courses, fields: settings.customerFields };
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    if (!this.desk.can('admin')) return nothing;
    return deskButton({
      label: 'Delete',
      about: 'this program',
      kind: 'link',
      onClick: () => void this.removeProgram(),
    });
  }

  protected renderData(data: ProgramData): TemplateResult {
    const { id } = data.program;
    return html`${this.renderFailure()}
      <nav class="tabs" aria-label="Of this program">
        ${Object.entries(tabs).map(
          ([tab, title]) =>
            html`<a href=${hrefOf('program', id, { tab })} aria-current=${tab === this.tab ? 'page' : nothing}
              >${title}</a
            >`,
        )}
      </nav>
      ${this.renderTab(data)}`;
  }

  private renderTab(about: ProgramData): TemplateResult {
    const { desk } = this;
    const onSaved = () => this.reload();
    switch (this.tab) {
      case 'basics':
        return html`<cc-desk-program-basics
          class="screen"
          .desk=${desk}
          .about=${about}
          .onSaved=${onSaved}
        ></cc-desk-program-basics>`;
      case 'levels':
        return html`<cc-desk-program-levels
          class="screen"
          .desk=${desk}
          .about=${about}
          .onSaved=${onSaved}
        ></cc-desk-program-levels>`;
      case 'sources':
        return html`<cc-desk-program-sources
          class="screen"
          .desk=${desk}
          .about=${about}
          .onSaved=${onSaved}
        ></cc-desk-program-sources>`;
      case 'registration':
        return html`<cc-desk-program-registration
          class="screen"
          .desk=${desk}
          .about=${about}
          .onSaved=${onSaved}
        ></cc-desk-program-registration>`;
      case 'cancelling':
        return html`<cc-desk-program-cancelling
          class="screen"
          .desk=${desk}
          .about=${about}
          .onSaved=${onSaved}
        ></cc-desk-program-cancelling>`;
    }
  }

  private async removeProgram(): Promise<void> {
    const { program } = this.data ?? {};
    if (!program) return;
    const isSure = await this.desk.confirm({
      title: `Delete “${program.name}”?`,
      text: 'Its levels, rules and cancel reasons go with it. Products stay, and so does what was bought. If anybody holds or held a level, or a page asks for one, nothing is deleted and you are told.',
      action: 'Delete',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('DELETE /admin/programs/:programId', { params: { programId: program.id } });
      this.desk.announce(`“${program.name}” is deleted.`);
      this.desk.go(hrefOf('programs'));
    });
  }
}

define('cc-desk-program', ProgramScreen);
