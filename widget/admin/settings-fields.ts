/** The list of a site's own fields of customers, in the settings' form. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { checkbox, deskButton, select, textInput } from './parts/controls.ts';
import type { Settings } from './settings-change.ts';
import { fieldKinds } from './settings-words.ts';

type Fields = Settings['customerFields'];

interface Options {
  errors: Record<string, string>;
  isDisabled: boolean;
  /** Given what makes the new list of the one that is typed. */
  onChange: (next: (typed: Fields) => Fields) => void;
}

const most = 30;

export function customerFieldInputs(fields: Fields, options: Options): TemplateResult {
  const { errors, isDisabled, onChange } = options;
  const add = (): void =>
    onChange((typed) => [...typed, { key: '', label: '', kind: 'text', choices: [], isEditable: false }]);
  return html`<div class="settings-fields">
    ${errors.customerFields ? html`<p class="field-error" role="alert">The list ${errors.customerFields}.</p>` : nothing}
    ${keyed(
      // Made anew with each list: what was typed into one must not stay for the next that takes its place.
      fields,
      fields.map((field, n) => renderField(field, n, options)),
    )}
    ${
      isDisabled || fields.length >= most
        ? nothing
        : html`<div>${deskButton({ label: 'Add a field', kind: 'secondary', onClick: add })}</div>`
    }
  </div>`;
}

function renderField(field: Fields[number], n: number, { errors, isDisabled, onChange }: Options): TemplateResult {
  const at = `customerFields.${n}`;
  const error = (name: string) => errors[`${at}.${name}`];
  return html`<div class="settings-field" role="group" aria-label="Field ${n + 1}">
    <div class="pair">
      ${textInput({ name: `${at}.label`, label: 'Label', value: field.label, error: error('label'), maxLength: 60, isDisabled })}
      ${textInput({
        name: `${at}.key`,
        label: 'Key',
        value: field.key,
        error: error('key'),
        hint: 'Names it in files: small letters, digits and underscores. It never changes.',
        maxLength: 40,
        isDisabled,
      })}
      ${select({
        name: `${at}.kind`,
        label: 'Kind',
        value: field.kind,
        choices: fieldKinds,
        isDisabled,
        onChange: () => onChange((typed) => typed),
      })}
      ${
        field.kind === 'choice'
          ? textInput({
              name: `${at}.choices`,
              label: 'Choices',
              value: field.choices.join(', '),
              error: error('choices'),
              hint: 'With commas between them.',
              isDisabled,
            })
          : nothing
      }
    </div>
    ${checkbox({ name: `${at}.isEditable`, label: 'Customers may change it', isChecked: field.isEditable, isDisabled })}
    ${
      isDisabled
        ? nothing
        : html`<div>
            ${deskButton({
              label: 'Remove',
              about: field.label || `field ${n + 1}`,
              kind: 'link',
              onClick: () => onChange((typed) => typed.filter((_, index) => index !== n)),
            })}
          </div>`
    }
  </div>`;
}
