import { nothing, type TemplateResult } from 'lit';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import { property, state } from '../decorators.ts';
import type { Desk } from './desk.ts';
import { DeskElement } from './form.ts';
import { renderWarnings, warningsOf, type SaveWarning } from './save-warnings.ts';

/** Base of a form whose save says first what it would break, and does it when that is accepted. */
export abstract class CarefulForm extends DeskElement {
  @property({ attribute: false }) desk!: Desk;

  @state() protected warnings: readonly SaveWarning[] = [];
  private accepted: Warning['code'][] = [];

  /** Sends what the form holds; `evenIf` are the warnings that were read. */
  protected abstract save(form: HTMLFormElement, evenIf: Warning['code'][]): Promise<void>;

  /** Handler of the form's `submit`. */
  protected readonly submit = (event: SubmitEvent): void =>
    this.send(event, async (_texts, form) => {
      const { accepted } = this;
      this.accepted = [];
      try {
        await this.save(form, accepted);
        this.warnings = [];
      } catch (error) {
        const found = warningsOf(error);
        if (!found) throw error;
        this.warnings = found;
        await this.updateComplete;
        this.querySelector<HTMLElement>('.notice.warning[role=alert]')?.focus();
      }
    });

  /** Handler of the form's `input` and `change`: what was warned of may not be so any more. */
  protected readonly forget = (): void => {
    this.warnings = [];
  };

  protected renderWarnings(): TemplateResult | typeof nothing {
    if (this.warnings.length === 0) return nothing;
    return renderWarnings(this.warnings, {
      isBusy: this.isBusy,
      onSave: () => {
        this.accepted = this.warnings.map(({ code }) => code);
        this.querySelector('form')?.requestSubmit();
      },
      onBack: this.forget,
    });
  }
}
