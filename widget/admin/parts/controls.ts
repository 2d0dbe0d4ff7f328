/** Controls of the desk: functions that return templates and know nothing of the server. What is typed stays in the input. */
import { html, nothing, type TemplateResult } from 'lit';

interface Control {
  /** Unique on the screen; `name` when absent. */
  readonly id?: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: unknown;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

const describedBy = (id: string, { hint, error }: Control): string | typeof nothing =>
  [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || nothing;

const around = (id: string, control: Control, input: TemplateResult): TemplateResult =>
  html`<div class="field">
    <label for=${id}>${control.label}</label>
    ${input} ${control.error ? html`<p class="field-error" id="${id}-error">${control.error}</p>` : nothing}
    ${control.hint ? html`<p class="hint" id="${id}-hint">${control.hint}</p>` : nothing}
  </div>`;

export interface TextOptions extends Control {
  readonly value?: string | null | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'url' | 'number' | 'date' | 'color' | 'search';
  readonly autocomplete?: string;
  readonly inputMode?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly isRequired?: boolean;
  readonly onInput?: (text: string) => void;
}

export function textInput(options: TextOptions): TemplateResult {
  const id = options.id ?? options.name;
  return around(
    id,
    options,
    html`<input
      id=${id}
      name=${options.name}
      type=${options.type ?? 'text'}
      .defaultValue=${options.value ?? ''}
      autocomplete=${options.autocomplete ?? 'off'}
      inputmode=${options.inputMode ?? nothing}
      placeholder=${options.placeholder ?? nothing}
      maxlength=${options.maxLength ?? 2048}
      min=${options.min ?? nothing}
      max=${options.max ?? nothing}
      autocapitalize="none"
      spellcheck="false"
      ?required=${options.isRequired}
      ?disabled=${options.isDisabled}
      aria-invalid=${options.error ? 'true' : nothing}
      aria-describedby=${describedBy(id, options)}
      @input=${(event: Event) => options.onInput?.((event.target as HTMLInputElement).value)}
    />`,
  );
}

export function textArea(
  options: Control & { value?: string | null; rows?: number; maxLength?: number },
): TemplateResult {
  const id = options.id ?? options.name;
  return around(
    id,
    options,
    html`<textarea
      id=${id}
      name=${options.name}
      rows=${options.rows ?? 3}
      maxlength=${options.maxLength ?? 5000}
      .defaultValue=${options.value ?? ''}
      ?disabled=${options.isDisabled}
      aria-invalid=${options.error ? 'true' : nothing}
      aria-describedby=${describedBy(id, options)}
    ></textarea>`,
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function select(
  options: Control & { value?: string | null; choices: readonly Choice[]; onChange?: (value: string) => void },
): TemplateResult {
  const id = options.id ?? options.name;
  const { value } = options;
  return around(
    id,
    options,
    html`<select
      id=${id}
      name=${options.name}
      ?disabled=${options.isDisabled}
      aria-invalid=${options.error ? 'true' : nothing}
      aria-describedby=${describedBy(id, options)}
      @change=${(event: Event) => options.onChange?.((event.target as HTMLSelectElement).value)}
    >
      ${options.choices.map(
        (choice) =>
          html`<option value=${choice.value} ?selected=${choice.value === (value ?? '')}>${choice.label}</option>`,
      )}
    </select>`,
  );
}

/** A box to tick, with what it means beside it. Its text in a form is "on". */
export function checkbox(
  options: Control & { isChecked: boolean; value?: string; about?: string; onChange?: (isChecked: boolean) => void },
): TemplateResult {
  const id = options.id ?? options.name;
  return html`<div class="check">
    <input
      type="checkbox"
      id=${id}
      name=${options.name}
      value=${options.value ?? 'on'}
      .defaultChecked=${options.isChecked}
      ?disabled=${options.isDisabled}
      aria-describedby=${describedBy(id, options)}
      @change=${(event: Event) => options.onChange?.((event.target as HTMLInputElement).checked)}
    />
    <label for=${id}
      >${options.label}${options.about ? html`<span class="hidden"> ${options.about}</span>` : nothing}</label
    >
    ${options.hint ? html`<p class="hint" id="${id}-hint">${options.hint}</p>` : nothing}
    ${options.error ? html`<p class="field-error" id="${id}-error">${options.error}</p>` : nothing}
  </div>`;
}

interface Radio {
  readonly value: string;
  readonly label: unknown;
  readonly hint?: unknown;
}

/** One of a few, each with what it means below it. */
export function radios(
  options: Control & { value: string | undefined; choices: readonly Radio[]; onChange?: (value: string) => void },
): TemplateResult {
  const { name, label, choices, error } = options;
  return html`<fieldset>
    <legend>${label}</legend>
    ${choices.map((choice) => {
      const id = `${options.id ?? name}-${choice.value}`;
      return html`<div class="check">
        <input
          type="radio"
          id=${id}
          name=${name}
          value=${choice.value}
          .checked=${choice.value === options.value}
          aria-invalid=${error ? 'true' : nothing}
          aria-describedby=${
            [error && `${options.id ?? name}-error`, choice.hint && `${id}-hint`].filter(Boolean).join(' ') || nothing
          }
          @change=${() => options.onChange?.(choice.value)}
        />
        <label for=${id}>${choice.label}</label>
        ${choice.hint ? html`<p class="hint" id="${id}-hint">${choice.hint}</p>` : nothing}
      </div>`;
    })}
    ${error ? html`<p class="field-error" id="${options.id ?? name}-error">${error}</p>` : nothing}
  </fieldset>`;
}

export interface DeskButton {
  readonly label: string;
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'link';
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  /** What it is about, where its label alone is the same as its neighbours'. */
  readonly about?: string;
  /** Without it the button submits its form. */
  readonly onClick?: () => void;
}

export const deskButton = (options: DeskButton): TemplateResult =>
  html`<button
    class=${options.kind === 'link' ? 'link' : `button ${options.kind ?? 'primary'}`}
    type=${options.onClick ? 'button' : 'submit'}
    aria-disabled=${options.isBusy ? 'true' : nothing}
    ?disabled=${options.isDisabled}
    @click=${(event: Event) => {
      if (options.isBusy) event.preventDefault();
      else options.onClick?.();
    }}
  >
    ${options.label}${options.about ? html`<span class="hidden"> ${options.about}</span>` : nothing}
  </button>`;

/** Fields that belong together, with what they are for. */
export const group = (title: string, content: unknown, hint?: unknown): TemplateResult =>
  html`<section class="group">
    <h2>${title}</h2>
    ${hint ? html`<p class="muted">${hint}</p>` : nothing} ${content}
  </section>`;
