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
  @media (forced-colors: active) {
    .button,
    .notice,
    .pill {
      border: 1px solid;
    }
  }
`;
