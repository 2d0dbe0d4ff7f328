import { html, nothing, type TemplateResult } from 'lit';

export interface FieldOptions {
  /** Unique within the element; the ids of hint and error are made from it. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly type?: string;
  readonly value?: string;
  readonly autocomplete?: string;
  readonly inputMode?: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly maxLength?: number;
  /** A control at the end of the field, such as the one that shows a password. */
  readonly end?: TemplateResult;
  readonly onInput?: (event: Event) => void;
}

/** A labelled input. What is typed stays in the input itself, so that no re-render can lose it. */
export function field(options: FieldOptions): TemplateResult {
  const { id, hint, error } = options;
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return html`<div class="field" part="field">
    <label for=${id} part="label">${options.label}</label>
    <div class="field-line">
      <input
        part="input"
        id=${id}
        name=${options.name}
        type=${options.type ?? 'text'}
        .defaultValue=${options.value ?? ''}
        autocomplete=${options.autocomplete ?? 'off'}
        inputmode=${options.inputMode ?? nothing}
        maxlength=${options.maxLength ?? 254}
        autocapitalize=${/^(name|given|family|address)/.test(options.autocomplete!) ? 'words' : 'none'}
        spellcheck="false"
        aria-invalid=${error ? 'true' : nothing}
        aria-describedby=${described || nothing}
        @input=${options.onInput}
      />${options.end}
    </div>
    ${error ? html`<p class="field-error" id="${id}-error">${error}</p>` : nothing}
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}
