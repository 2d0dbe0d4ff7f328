/** The parts of the settings' form that have to do with looks. */
import { html, nothing, type TemplateResult } from 'lit';
import { colorOfHex, contrast, black, white, type Color } from '../color.ts';
import { deskButton, textInput } from './parts/controls.ts';

/** What is readable on the whole gradient, and how well. */
function inkFor(gradient: readonly [string, string]): { ink: string; ratio: number } | undefined {
  const ends = gradient.map(colorOfHex).filter((color) => color !== undefined);
  if (ends.length < 2) return undefined;
  const worst = (ink: Color) => Math.min(...ends.map((end) => contrast(ink, end)));
  const isWhite = worst(white) >= worst(black);
  return { ink: isWhite ? 'White' : 'Black', ratio: worst(isWhite ? white : black) };
}

export function gradientInputs(
  gradient: readonly [string, string],
  saved: readonly [string, string],
  { errors, isDisabled }: { errors: Record<string, string>; isDisabled: boolean },
): TemplateResult {
  const found = inkFor(gradient);
  const input = (n: 0 | 1, label: string) =>
    textInput({
      name: `gradient.${n}`,
      label,
      type: 'color',
      value: saved[n],
      error: errors[`gradient.${n}`],
      isDisabled,
    });
  return html`<fieldset>
    <legend>Gradient of header and buttons</legend>
    <div class="settings-colours">
      ${input(0, 'From')} ${input(1, 'To')}
      ${
        found
          ? html`<p role="status">
              ${found.ink} text, contrast ${found.ratio.toFixed(1)}
              ${
                found.ratio < 4.5
                  ? html`<span class="pill warning">hard to read: 4.5 is readable for everyone</span>`
                  : html`<span class="pill success">readable</span>`
              }
            </p>`
          : nothing
      }
    </div>
  </fieldset>`;
}

interface LogoOptions {
  logoUrl: string | null;
  errors: Record<string, string>;
  isDisabled: boolean;
  isBusy: boolean;
  onFile: (file: File) => void;
  onRemove: () => void;
}

export const logoInputs = ({ logoUrl, errors, isDisabled, isBusy, onFile, onRemove }: LogoOptions): TemplateResult =>
  html`<div class="stack">
    ${logoUrl === null ? nothing : html`<img class="settings-logo" src=${logoUrl} alt="The logo as it is" />`}
    ${
      isDisabled
        ? nothing
        : html`<div class="field">
              <label for="logo-file">Upload a logo</label>
              <input
                id="logo-file"
                type="file"
                accept="image/png,image/jpeg,image/webp,image/gif"
                ?disabled=${isBusy}
                aria-invalid=${errors.content ? 'true' : nothing}
                aria-describedby="logo-file-hint"
                @change=${(event: Event) => {
                  const input = event.target as HTMLInputElement;
                  const [file] = input.files ?? [];
                  if (file) onFile(file);
                  input.value = '';
                }}
              />
              ${errors.content ? html`<p class="field-error">The file ${errors.content}.</p>` : nothing}
              <p class="hint" id="logo-file-hint">
                PNG, JPEG, WebP or GIF, at most 1 MB. It is saved at once, within 600 by 200 pixels.
              </p>
            </div>
            ${logoUrl === null ? nothing : deskButton({ label: 'Show no logo', kind: 'link', onClick: onRemove })}`
    }
    ${textInput({
      name: 'logoUrl',
      label: 'Or the address of a picture',
      type: 'url',
      value: logoUrl,
      error: errors.logoUrl,
      isDisabled,
    })}
  </div>`;
