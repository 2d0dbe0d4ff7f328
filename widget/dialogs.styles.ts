import { css } from 'lit';
import { codeFieldStyles } from './parts/code-field.ts';
import { passwordFieldStyles } from './parts/password-field.ts';

export const dialogStyles = css`
  ${codeFieldStyles}
  ${passwordFieldStyles}
  dialog {
    width: min(27em, calc(100% - 2em));
    max-height: calc(100dvh - 2em);
    margin: auto;
    padding: 1.6em;
    border: 1px solid var(--_border);
    border-radius: var(--_box-radius);
    background: var(--_background);
    color: var(--_text);
    box-shadow: 0 24px 64px -16px #00000059;
    overflow: auto;
  }
  dialog::backdrop {
    background: #0000007a;
  }
  dialog,
  dialog form,
  dialog customer-center-sign-in,
  dialog customer-center-sign-in > * {
    gap: 1em;
  }
  dialog[open],
  dialog form,
  dialog customer-center-sign-in,
  dialog customer-center-sign-in > *,
  dialog customer-center-confirm-identity {
    display: grid;
  }
  dialog h2 {
    font-size: 1.25em;
  }
  dialog > .link {
    justify-self: center;
  }
  .dialog-actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.75em;
  }
  @container center (max-width:35em) {
    .dialog-actions {
      flex-direction: column-reverse;
    }
  }
`;
