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
