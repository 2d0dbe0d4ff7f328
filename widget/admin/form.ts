import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../api.ts';
import { state } from '../decorators.ts';
import { fieldSentence, sentenceFor } from './error-sentences.ts';

/** Thrown by a form's action to mark one field: its name and the sentence below it. */
export class FieldProblem extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** Texts by the names of the fields. An unticked checkbox has none; of fields with the same name the last counts. */
export type FormTexts = Record<string, string | undefined>;

/**
 * Base of everything in the desk that does something: busy while it is done, the sentence when it fails, the fields that
 * were refused marked and the first focused, and what was typed kept. Renders into the tree around it.
 */
export abstract class DeskElement extends LitElement {
  @state() protected isBusy = false;
  @state() protected failure: string | undefined;
  /** By name of the field, as the server calls it: `settings.headline`, `levels.0.name`. */
  @state() protected fieldErrors: Record<string, string> = {};

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Does something once at a time. A failure is shown; nothing is thrown. */
  protected async act(action: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.failure = undefined;
    this.fieldErrors = {};
    try {
      await action();
      return true;
    } catch (error) {
      await this.showFailure(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Handler of a form's `submit`: does something with what it holds. */
  protected send(event: SubmitEvent, action: (texts: FormTexts, form: HTMLFormElement) => Promise<void>): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.act(() => action(textsOf(form), form));
  }

  /** The same for an action that gives what comes after it: that may act too, which only one can at a time. */
  protected async sendAndGoOn(event: SubmitEvent, action: (texts: FormTexts) => Promise<() => unknown>): Promise<void> {
    event.preventDefault();
    let goOn: (() => unknown) | undefined;
    await this.act(async () => void (goOn = await action(textsOf(event.target as HTMLFormElement))));
    await goOn?.();
  }

  /** Why the last thing was not done. */
  protected renderFailure(): TemplateResult | typeof nothing {
    if (this.failure === undefined) return nothing;
    return html`<div class="notice danger" role="alert" tabindex="-1"><div>${this.failure}</div></div>`;
  }

  private async showFailure(error: unknown): Promise<void> {
    if (error instanceof FieldProblem) this.fieldErrors = { [error.field]: fieldSentence(error.message) };
    else {
      const fields = error instanceof ApiError ? (error.details.fields ?? []) : [];
      this.fieldErrors = Object.fromEntries(fields.map(({ path, message }) => [path, fieldSentence(message)]));
      this.failure = sentenceFor(error);
    }
    await this.updateComplete;
    const marked = this.querySelector<HTMLElement>('[aria-invalid]') ?? this.querySelector<HTMLElement>('[role=alert]');
    marked?.focus();
  }
}

const textsOf = (form: HTMLFormElement): FormTexts => Object.fromEntries(new FormData(form)) as FormTexts;
