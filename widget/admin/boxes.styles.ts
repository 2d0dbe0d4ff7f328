/** What holds other things: forms, groups, notices, tabs, dialogs. */
import { css } from 'lit';

export const boxesStyles = css`
  .group:has(> .email-preview) {
    scroll-margin-top: 1em;
  }
  .email-preview {
    display: block;
    width: 100%;
    height: 32em;
    border: 1px solid var(--_border);
    border-radius: 8px;
    background: #f3f4f6;
  }
  .form,
  .stack {
    display: grid;
    gap: 1em;
    justify-items: stretch;
  }
  .form > .button,
  .form > .link,
  .group > .button,
  .group > .link {
    justify-self: start;
  }
  .pair {
    display: grid;
    gap: 1em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr));
    align-items: start;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6em;
    align-items: center;
  }
  .line:has(> .field) {
    align-items: start;
  }
  .line > .field {
    flex: 1 1 14em;
  }
  .line > .field + .button {
    align-self: end;
  }
  .group {
    display: grid;
    gap: 1em;
    padding: 1.25em;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_background);
  }
  .group + .group,
  .notice + .group,
  .group + .notice,
  .stack > * + * {
    margin-top: 0;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.4em 1em;
    padding: 0.75em 1em;
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_tone, currentColor) 9%, var(--_background));
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--_tone, currentColor) 30%, transparent);
  }
  .notice > div {
    flex: 1 1 18em;
  }
  .danger {
    --_tone: var(--_danger);
  }
  .warning {
    --_tone: var(--_warning);
  }
  .success {
    --_tone: var(--_success);
  }
  .notice strong,
  .pill {
    color: var(--_tone, inherit);
  }
  .pill {
    display: inline-block;
    padding: 0.05em 0.6em;
    border-radius: 99px;
    background: color-mix(in oklab, var(--_tone, currentColor) 11%, transparent);
    font-size: 0.9em;
    white-space: nowrap;
  }
  .empty {
    padding: 1.25em;
    color: var(--_muted);
    text-align: center;
  }
  .skeleton {
    height: 1.4em;
    border-radius: 6px;
    background: color-mix(in oklab, currentColor 8%, transparent);
  }
  dl.facts {
    display: grid;
    gap: 0.8em 2em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13em), 1fr));
  }
  .facts dt {
    color: var(--_muted);
    font-size: 0.9em;
  }
  .tabs {
    display: flex;
    gap: 1.25em;
    overflow-x: auto;
    scrollbar-width: none;
    box-shadow: inset 0 -1px var(--_border);
  }
  .tabs a {
    display: flex;
    align-items: center;
    min-height: 40px;
    color: var(--_muted);
    text-decoration: none;
    white-space: nowrap;
  }
  .tabs a:focus-visible {
    outline-offset: -2px;
  }
  .tabs [aria-current] {
    color: var(--_text);
    font-weight: 600;
    box-shadow: inset 0 -2px var(--_accent);
  }
  dialog {
    width: min(34em, calc(100vw - 2em));
    margin: auto;
    padding: 1.5em;
    border: 1px solid var(--_border);
    border-radius: 14px;
    color: var(--_text);
    background: var(--_background);
  }
  dialog::backdrop {
    background: #0008;
  }
  .screen-head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6em 1em;
    align-items: center;
    justify-content: space-between;
  }
  .code-box {
    display: block;
    padding: 0.8em 1em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_page);
    white-space: pre-wrap;
  }
  .screen {
    display: grid;
    gap: 1.1em;
    align-content: start;
  }
  @media (max-width: 45em) {
    .tabs a {
      min-height: 44px;
    }
    .group {
      padding: 1em;
    }
  }
`;
