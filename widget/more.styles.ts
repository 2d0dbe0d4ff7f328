/** Buttons, fields and notices beyond the first screen; adopted with the steps of signing in, and with the frame. */
import { css } from 'lit';

export const moreStyles = css`
  .secondary {
    border-color: var(--_outline);
    background: none;
  }
  .secondary:hover {
    background: color-mix(in oklab, currentColor 6%, transparent);
  }
  .button.danger {
    background: var(--_danger);
    color: var(--_background);
  }
  .button {
    transition:
      background 0.15s,
      filter 0.15s;
  }
  .hint {
    font-size: 0.875em;
    margin-top: 0.4em;
  }
  .field-line {
    position: relative;
  }
  .field-end {
    position: absolute;
    inset: 1px 1px 1px auto;
    min-width: 4.25em;
    padding: 0 0.85em;
    border: 0;
    background: none;
    color: var(--_link);
    font-size: 0.9375em;
  }
  .field-end:focus-visible {
    outline-offset: -4px;
  }
  .field-line:has(.field-end) input {
    padding-inline-end: 4.75em;
  }
  .when-shown,
  [data-shown] .when-hidden {
    display: none;
  }
  [data-shown] .when-shown {
    display: inline;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25em 1em;
  }
  .notice > div {
    flex: 1 1 18em;
  }
  .danger.notice,
  .warning.notice,
  .success.notice {
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--_tone) 28%, transparent);
  }
  .warning {
    --_tone: var(--_warning);
  }
  .success {
    --_tone: var(--_success);
  }
  .notice strong {
    color: var(--_tone);
  }
  .notice :is(a, .link) {
    color: var(--_tone, inherit);
  }
  .link-row {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    column-gap: 1.5em;
  }
  .waiting {
    line-height: 44px;
    font-variant-numeric: tabular-nums;
  }
  .code input {
    font-size: 1.75em;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.32em;
    text-align: center;
    padding-inline: 0.5em 0.18em;
  }
  .sign-in-body .skeleton {
    min-height: 12em;
  }
  .sign-in-body > * > * {
    gap: 0.6em;
  }
  @media (forced-colors: active) {
    .button,
    .notice,
    .pill {
      border: 1px solid;
    }
  }
`;
