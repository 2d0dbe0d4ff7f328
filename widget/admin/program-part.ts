import { html, nothing, type TemplateResult } from 'lit';
import type { AdminCourse } from '../../server/features/courses/courses.admin.contract.ts';
import type {
  ProgramChange,
  ProgramDetail,
  ProgramSummary,
} from '../../server/features/programs/programs.admin.contract.ts';
import { property } from '../decorators.ts';
import type { Desk } from './desk.ts';
import { DeskElement } from './form.ts';
import { deskButton } from './parts/controls.ts';

/** What the parts of a program's screen choose from, beside the program itself. */
export interface ProgramData {
  program: ProgramDetail;
  programs: ProgramSummary[];
  courses: AdminCourse[];
  /** The site's custom fields, by key. */
  fields: { key: string; label: string }[];
}

interface PartForm {
  /** Tells the forms of a part apart. */
  name: string;
  content: unknown;
  save: (event: SubmitEvent) => void;
  /** On its button. */
  label?: string;
  /** Further buttons. */
  beside?: unknown;
}

/** Counted up to 1001. */
export const peopleWords = (count: number): string => (count > 1000 ? 'more than 1000' : String(count));

/** Base of what stands on one tab of a program's screen: each saves by itself. */
export abstract class ProgramPart extends DeskElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) about!: ProgramData;
  @property({ attribute: false }) onSaved!: () => Promise<void>;

  protected get params(): { programId: string } {
    return { programId: this.about.program.id };
  }

  protected get canChange(): boolean {
    return this.desk.can('admin');
  }

  /** The form that was sent last, by its name; `undefined`: something else was pressed. */
  private sent: string | undefined;

  /** A form that support reads and admins save. */
  protected form({ name, content, save, label = 'Save', beside = nothing }: PartForm): TemplateResult {
    const send = (event: SubmitEvent) => {
      this.sent = name;
      save(event);
    };
    return html`<form novalidate @submit=${send}>
      <fieldset class="form" ?disabled=${!this.canChange}>
        ${content} ${this.renderFailure(name)}
        ${this.canChange ? html`<div class="line">${deskButton({ label, isBusy: this.isBusy })} ${beside}</div>` : nothing}
      </fieldset>
    </form>`;
  }

  /** Does what a button in a list is for; why it failed stands below the list. */
  protected press(action: () => Promise<void>): Promise<boolean> {
    this.sent = undefined;
    return this.act(action);
  }

  /** Of a form, or of what was pressed elsewhere. */
  protected override renderFailure(form?: string): TemplateResult | typeof nothing {
    return this.sent === form ? super.renderFailure() : nothing;
  }

  protected change(event: SubmitEvent, read: (texts: Record<string, string | undefined>) => ProgramChange): void {
    this.send(event, async (texts) => {
      await this.desk.call('PATCH /admin/programs/:programId', { params: this.params, body: read(texts) });
      await this.saved();
    });
  }

  protected async saved(words = 'Saved.'): Promise<void> {
    await this.onSaved();
    this.desk.announce(words);
  }
}
