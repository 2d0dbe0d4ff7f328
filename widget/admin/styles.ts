/** The look of the desk: the center's tokens and parts, denser. Lengths in em and rem of our own page. */
import { css } from 'lit';

export const deskStyles = css`
  :host {
    --_text: light-dark(#1b1f24, #e9ebee);
    --_background: light-dark(#ffffff, #1b1f25);
    --_page: light-dark(#f4f5f7, #13161a);
    --_accent: light-dark(#1f5f52, #7fd0bd);
    --_on-accent: light-dark(#ffffff, #0d201b);
    --_link: light-dark(#17594c, #8cd8c6);
    --_muted: light-dark(#5a626d, #a3acb8);
    --_border: light-dark(#dfe3e8, #343b45);
    --_outline: light-dark(#8b95a1, #6d7885);
    --_danger: light-dark(#b3261e, #ff9a90);
    --_warning: light-dark(#8a5300, #f2bd6b);
    --_success: light-dark(#1a6b3c, #80d6a2);
    --_radius: 8px;
    /* Of the card fields, which read the center's names. */
    --_small-radius: var(--_radius);
    color-scheme: light;
    display: block;
    min-height: 100vh;
    color: var(--_text);
    background: var(--_page);
    font:
      15px/1.5 system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      sans-serif;
    overflow-wrap: anywhere;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3 {
    line-height: 1.25;
    font-weight: 650;
    text-wrap: balance;
  }
  h1 {
    font-size: 1.55em;
    letter-spacing: -0.012em;
  }
  h2 {
    font-size: 1.12em;
  }
  h3 {
    font-size: 1em;
  }
  h1:focus,
  [role='alert']:focus {
    outline: none;
  }
  a,
  .link {
    color: var(--_link);
    text-underline-offset: 0.18em;
  }
  :focus-visible {
    outline: 2px solid var(--_link);
    outline-offset: 2px;
  }
  code {
    font:
      0.92em/1.5 ui-monospace,
      SFMono-Regular,
      Menlo,
      Consolas,
      monospace;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted,
  .hint,
  caption {
    color: var(--_muted);
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-height: 40px;
    padding: 0.35em 1.1em;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    font-weight: 600;
    line-height: 1.2;
    text-decoration: none;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .secondary {
    border-color: var(--_outline);
    background: var(--_background);
    color: var(--_text);
  }
  .button.danger {
    background: var(--_danger);
    color: var(--_background);
  }
  .button:hover {
    filter: brightness(1.06);
  }
  :disabled,
  [aria-disabled] {
    opacity: 0.6;
    cursor: default;
  }
  .link {
    display: inline-flex;
    align-items: center;
    min-height: 40px;
    border: 0;
    background: none;
    text-align: start;
    text-decoration: underline;
  }
  label,
  legend {
    display: block;
    font-weight: 600;
    margin-bottom: 0.3em;
  }
  fieldset {
    border: 0;
  }
  input,
  select,
  textarea {
    width: 100%;
    min-height: 40px;
    padding: 0.4em 0.7em;
    border: 1px solid var(--_outline);
    border-radius: var(--_radius);
    background: var(--_background);
    font-size: max(1em, 16px);
    line-height: 1.35;
  }
  input[type='color'] {
    width: 4em;
    padding: 0.2em;
  }
  [aria-invalid] {
    border-color: var(--_danger);
    box-shadow: 0 0 0 1px var(--_danger);
  }
  .field-error {
    color: var(--_danger);
    margin-top: 0.3em;
  }
  .hint {
    font-size: 0.92em;
    margin-top: 0.3em;
    max-width: 60ch;
  }
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
  .check {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 0.7em;
    align-items: start;
    padding: 0.35em 0;
  }
  .check > input {
    width: 20px;
    min-height: 20px;
    height: 20px;
    margin: 0.15em 0;
    accent-color: var(--_accent);
  }
  .check label {
    margin: 0;
    padding: 0.1em 0;
  }
  .check .hint,
  .check .field-error {
    grid-column: 2;
    margin-top: 0;
  }
  .panel {
    display: grid;
    gap: 1em;
    padding: 1.25em;
    border: 1px solid var(--_outline);
    border-radius: 10px;
    background: var(--_page);
    scroll-margin: 1em;
  }
  .panel h3:focus {
    outline: none;
  }
  .panel form {
    max-width: 42em;
  }
  .hint + .credit-line {
    margin-top: 0.75em;
  }
  .entry {
    display: grid;
    min-width: 0;
  }
  .entry > * {
    grid-area: 1 / 1;
    min-width: 0;
  }
  .entry > slot {
    display: block;
  }
  .entry[aria-busy] {
    min-height: 15.5em;
  }
  .entry-wait {
    display: grid;
    gap: 1.1em;
    align-content: start;
  }
  .entry-wait .skeleton {
    height: 4em;
  }
  .credit-line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 9em;
    gap: 0.2em 1em;
    align-items: center;
    padding: 0.5em 0;
    border-top: 1px solid var(--_border);
  }
  .credit-line input[type='text'] {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .credit-line > .field-error {
    grid-column: 1 / -1;
    text-align: end;
    margin: 0;
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
  .check .pill {
    margin-inline-start: 0.4em;
    font-weight: 400;
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
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    text-align: start;
    font-size: 0.88em;
    font-weight: 600;
    color: var(--_muted);
  }
  th,
  td {
    padding: 0.6em 0.75em;
    vertical-align: baseline;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 0;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  tbody tr {
    border-top: 1px solid var(--_border);
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  td:first-child > div:has(> br) {
    min-width: 15em;
  }
  summary {
    white-space: nowrap;
    cursor: pointer;
  }
  td .button,
  td .link {
    min-height: 32px;
    padding-block: 0.1em;
    white-space: nowrap;
  }
  td .link {
    margin-block: -0.25em;
  }
  td .check {
    align-items: baseline;
    padding: 0;
  }
  td .check label {
    white-space: nowrap;
  }
  th,
  .pill {
    overflow-wrap: normal;
  }
  td .line {
    flex-wrap: nowrap;
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
    thead {
      display: none;
    }
    table,
    tbody,
    tr,
    td {
      display: block;
    }
    tbody tr {
      padding: 0.7em 0;
    }
    tbody tr:first-child {
      border-top: 0;
      padding-top: 0;
    }
    td .line {
      flex-wrap: wrap;
    }
    td {
      display: grid;
      grid-template-columns: 5.6em minmax(0, 1fr);
      gap: 0.6em;
      align-items: baseline;
      padding: 0.2em 0;
    }
    td:has(> div:empty) {
      display: none;
    }
    td::before {
      content: attr(data-label);
      color: var(--_muted);
      font-size: 0.92em;
    }
    td:first-child,
    td[data-label=''] {
      display: block;
    }
    td:first-child {
      font-weight: 600;
    }
    td:first-child :is(.muted, .pill, code),
    td:first-child br ~ * {
      font-weight: 400;
    }
    td:first-child > div:has(> br) {
      min-width: 0;
    }
    td:first-child::before,
    td[data-label='']::before {
      content: none;
    }
    td .line,
    td .link {
      margin-block: 0;
      column-gap: 1.25em;
    }
    .tabs a {
      min-height: 44px;
    }
    td.number {
      text-align: start;
    }
    .button,
    td .button,
    td .link,
    .link {
      min-height: 44px;
    }
    .group {
      padding: 1em;
    }
  }
  @media (prefers-color-scheme: dark) {
    :host {
      color-scheme: dark;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
