import { css } from 'lit';

export const settingsStyles = css`
  .settings {
    display: grid;
    gap: 1.1em;
    align-items: start;
  }
  .settings-form {
    display: grid;
    gap: 1.1em;
    min-width: 0;
  }
  /* Who is brought to a field sees its error above the bar with Save. */
  .settings-form :is(input, select) {
    scroll-margin-block: 6em 15em;
  }
  cc-desk-settings-preview {
    display: block;
    min-width: 0;
  }
  .settings-preview {
    display: grid;
    gap: 0.75em;
    min-width: 0;
  }
  .settings-preview iframe {
    width: 100%;
    height: min(44em, 78vh);
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_background);
  }
  .settings-views {
    display: flex;
    gap: 0.4em;
  }
  .settings-views [aria-pressed='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .settings-logo {
    max-width: min(100%, 18em);
    max-height: 6em;
    padding: 0.6em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: #fff;
  }
  .settings-colours {
    display: flex;
    flex-wrap: wrap;
    gap: 1em;
    align-items: end;
  }
  .settings-switches {
    display: grid;
    gap: 0.2em 2em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20em), 1fr));
  }
  .settings-save {
    position: sticky;
    bottom: 0;
    z-index: 1;
    display: grid;
    gap: 0.75em;
    padding: 0.85em 1.25em;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_background);
    box-shadow: 0 -6px 18px #0000000f;
  }
  .settings-fields {
    display: grid;
    gap: 1em;
  }
  .settings-field {
    display: grid;
    gap: 0.75em;
    padding: 0.9em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .embed-code {
    display: grid;
    gap: 0.6em;
    justify-items: start;
  }
  .embed-code .code-box {
    width: 100%;
    margin: 0;
  }
  .embed-code ol {
    list-style: decimal;
    padding-inline-start: 1.4em;
  }
  .embed-findings {
    display: grid;
    gap: 0.6em;
  }
  .embed-findings li {
    display: grid;
    grid-template-columns: 5.2em 1fr;
    gap: 0.3em 0.9em;
    align-items: start;
  }
  .embed-findings .button {
    grid-column: 2;
    justify-self: start;
  }
  @media (min-width: 1100px) {
    .settings {
      grid-template-columns: minmax(0, 1fr) minmax(20em, 27em);
    }
    cc-desk-settings-preview {
      position: sticky;
      top: 1.1em;
    }
  }
`;

/** Brings a screen's own rules to the desk's tree, once. */
export function adoptStyles(screen: Element): void {
  const root = screen.getRootNode();
  const sheet = settingsStyles.styleSheet;
  if (sheet && root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
