/** What a save would break, said before it is saved. */
import { html, type TemplateResult } from 'lit';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import { ApiError } from '../api.ts';
import type { Desk } from './desk.ts';
import { deskButton } from './parts/controls.ts';

export type SaveWarning = Pick<Warning, 'says' | 'fix' | 'count'> & { code: Warning['code'] };

/** Those that an error carries; `undefined`: it is another error. */
export const warningsOf = (error: unknown): SaveWarning[] | undefined =>
  error instanceof ApiError && error.code === 'warnings'
    ? ((error.details.warnings ?? []) as SaveWarning[])
    : undefined;

/** Saves; when that would break something, asks first, and saves all the same if that is the answer. False: it is not. */
export async function saveCarefully(
  desk: Desk,
  save: (evenIf: Warning['code'][]) => Promise<unknown>,
): Promise<boolean> {
  try {
    await save([]);
    return true;
  } catch (error) {
    const warnings = warningsOf(error);
    if (!warnings) throw error;
    const isMeant = await desk.confirm({
      title: 'Nothing is saved yet',
      text: html`<p>With this change:</p>
        ${list(warnings)}`,
      action: 'Save all the same',
      isDangerous: true,
    });
    if (isMeant) await save(warnings.map(({ code }) => code));
    return isMeant;
  }
}

interface Answers {
  isBusy: boolean;
  onSave: () => void;
  onBack: () => void;
}

export function renderWarnings(warnings: readonly SaveWarning[], { isBusy, onSave, onBack }: Answers): TemplateResult {
  return html`<div class="notice warning" role="alert" tabindex="-1">
    <div class="stack">
      <p><strong>Nothing is saved yet.</strong> With this change:</p>
      ${list(warnings)}
      <div class="line">
        ${deskButton({ label: 'Save all the same', kind: 'danger', isBusy, onClick: onSave })}
        ${deskButton({ label: 'Don’t save', kind: 'secondary', onClick: onBack })}
      </div>
    </div>
  </div>`;
}

const list = (warnings: readonly SaveWarning[]): TemplateResult =>
  html`<ul class="warnings">
    ${warnings.map(
      ({ says, fix }) =>
        html`<li>
          ${says}
          <p class="muted">${fix}.</p>
        </li>`,
    )}
  </ul>`;
