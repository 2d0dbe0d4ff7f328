/** Tokens, and what the signed-out screen needs. Lengths are in em, so that the page's font size decides. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_surface: var(--cc-surface, color-mix(in oklab, currentColor 4%, transparent));
    --_border: var(--cc-border, color-mix(in oklab, currentColor 15%, transparent));
    --_small-radius: min(var(--_radius), 12px);
    --_box-radius: min(calc(var(--_radius) * 1.5), 14px);
    --_gap: var(--cc-gap, 1em);
    display: block;
    container: center/inline-size;
    min-height: 34em;
    color: var(--_text);
    background: var(--_paint);
    text-align: start;
    overflow-wrap: anywhere;
    outline: none !important;
  }
  :host([section]) {
    min-height: 14em;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  h2,
  h3,
  .headline {
    font-family: var(--_heading-font, inherit);
    font-weight: 650;
    line-height: 1.2;
    text-wrap: balance;
  }
  h2 {
    font-size: 1.5em;
    letter-spacing: -0.012em;
  }
  h2:focus,
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
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted,
  .hint {
    color: var(--_muted);
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    cursor: pointer;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-height: max(44px, 2.75em);
    padding: 0.4em 1.35em;
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
  .primary:hover {
    filter: brightness(1.1);
  }
  [aria-disabled] {
    opacity: 0.65;
    cursor: progress;
  }
  .link {
    display: inline-flex;
    align-items: center;
    min-height: 44px;
    border: 0;
    background: none;
    text-align: start;
    text-decoration: underline;
  }
  .link:hover,
  a:hover {
    text-decoration-thickness: 2px;
  }
  label {
    display: block;
    font-weight: 600;
    font-size: 0.9375em;
    margin-bottom: 0.4em;
  }
  input,
  select {
    width: 100%;
    min-height: max(44px, 2.875em);
    padding: 0.5em 0.85em;
    border: 1px solid var(--_outline);
    border-radius: var(--_small-radius);
    background: var(--_background);
    font-size: max(1em, 16px);
    line-height: 1.3;
  }
  [aria-invalid] {
    border-color: var(--_danger);
  }
  .field-error {
    color: var(--_danger);
    font-size: 0.9375em;
    margin-top: 0.4em;
  }
  .notice {
    padding: 0.7em 1em;
    border-radius: var(--_small-radius);
    background: color-mix(in oklab, var(--_tone, currentColor) 8%, transparent);
  }
  .danger {
    --_tone: var(--_danger);
  }
  .sign-in {
    max-width: 27em;
    margin: 0 auto;
    border: 1px solid var(--_border);
    border-radius: var(--_box-radius);
    overflow: hidden;
    background: var(--_background);
    box-shadow: 0 12px 32px -12px #0000001f;
  }
  .sign-in-head {
    display: grid;
    align-content: end;
    gap: 0.9em;
    min-height: 8.5em;
    padding: 1.75em;
    background: linear-gradient(135deg, var(--_from), var(--_to));
  }
  .sign-in-head img {
    height: 2.75em;
    max-width: 70%;
    object-fit: contain;
    object-position: left;
  }
  .headline {
    font-size: 1.375em;
    letter-spacing: -0.01em;
  }
  .sign-in-head .headline {
    color: var(--_ink);
  }
  .sign-in-body {
    padding: 1.75em;
  }
  .sign-in h2 {
    font-size: 1.3125em;
  }
  .sign-in-body form,
  .sign-in-body > * {
    display: grid;
    gap: 1.1em;
  }
  form > .link {
    justify-self: center;
  }
  .legal {
    display: flex;
    justify-content: center;
    gap: 1.75em;
    margin-top: 0.75em;
    font-size: 0.875em;
  }
  .legal a {
    color: inherit;
    line-height: 44px;
  }
  .skeleton {
    min-height: 3em;
    border-radius: var(--_small-radius);
    background: color-mix(in oklab, currentColor 8%, transparent);
    animation: wait 1.6s infinite alternate;
  }
  .skeleton + .skeleton {
    margin-top: 1.1em;
  }
  @keyframes wait {
    to {
      opacity: 0.45;
    }
  }
  .message {
    display: grid;
    justify-items: start;
    gap: 1em;
    max-width: 34em;
    margin: 0 auto;
    padding: 2em 0;
  }
  @container center (max-width:26em) {
    .sign-in-head,
    .sign-in-body {
      padding: 1.35em 1.25em;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
