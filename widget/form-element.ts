import { LitElement } from 'lit';
import { state } from './decorators.ts';
import { describeError } from './describe-error.ts';

/** Thrown by a form's action to mark one field: its name and the sentence below it. */
export class FieldError extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Base of everything that sends a form: busy while sending, the sentence when it fails, the first invalid field focused,
 * and what was typed kept. Renders into the tree around it, so that one style sheet and `::part()` reach everything.
 */
export abstract class FormElement extends LitElement {
  @state() protected isBusy = false;
  @state() protected failure: string | undefined;
  @state() protected fieldErrors: Record<string, string> = {};

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Runs `action` with what the form holds. A failure is shown; nothing is thrown. */
  protected async send(form: HTMLFormElement, action: (data: Record<string, string>) => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = undefined;
    this.fieldErrors = {};
    try {
      await action(Object.fromEntries(new FormData(form)) as Record<string, string>);
    } catch (error) {
      await this.showFailure(error);
    } finally {
      this.isBusy = false;
    }
  }

  private async showFailure(error: unknown): Promise<void> {
    if (error instanceof FieldError) this.fieldErrors = { [error.field]: error.message };
    else this.failure = await describeError(error);
    await this.updateComplete;
    this.querySelector<HTMLElement>('[aria-invalid], [role=alert]')?.focus();
  }

  /** Moves focus to what a new view marks with `data-focus`, once it is there. */
  protected async focusNewView(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('[data-focus]')?.focus();
  }
}
