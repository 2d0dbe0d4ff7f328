import { css } from 'lit';

export const frameStyles = css`
  .desk {
    display: grid;
    grid-template-columns: 15.5em minmax(0, 1fr);
    min-height: 100vh;
  }
  .desk-side {
    display: flex;
    flex-direction: column;
    gap: 1.25em;
    position: sticky;
    top: 0;
    height: 100vh;
    overflow: auto;
    padding: 1.25em 1em;
    border-inline-end: 1px solid var(--_border);
    background: var(--_background);
  }
  .desk-name {
    padding-inline: 0.6em;
    font-size: 1.1em;
    font-weight: 650;
  }
  .desk-side nav {
    display: grid;
    gap: 1.1em;
  }
  .desk-side nav h2 {
    padding-inline: 0.65em;
    font-size: 0.85em;
    font-weight: 600;
    color: var(--_muted);
  }
  .desk-side nav a {
    display: flex;
    align-items: center;
    min-height: 38px;
    padding: 0.2em 0.65em;
    border-radius: var(--_radius);
    color: inherit;
    text-decoration: none;
  }
  .desk-side nav a:hover {
    background: color-mix(in oklab, currentColor 6%, transparent);
  }
  .desk-side nav [aria-current] {
    background: color-mix(in oklab, var(--_accent) 14%, transparent);
    font-weight: 600;
  }
  .desk-you {
    margin-top: auto;
  }
  .desk-you summary,
  .desk-menu summary {
    display: flex;
    align-items: center;
    gap: 0.6em;
    min-height: 44px;
    padding: 0.2em 0.65em;
    border-radius: var(--_radius);
    cursor: pointer;
    list-style: none;
  }
  .desk-you summary::after,
  .desk-menu summary::after {
    content: '';
    flex: none;
    width: 0.5em;
    height: 0.5em;
    margin-inline-end: 0.2em;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    transform: translateY(-0.15em) rotate(45deg);
  }
  .desk-you[open] summary::after,
  .desk-menu[open] summary::after {
    transform: translateY(0.15em) rotate(225deg);
  }
  .desk-you summary > span,
  .desk-menu summary > span:first-child {
    flex: 1;
  }
  .desk-you .muted {
    font-size: 0.9em;
  }
  .desk-you ul {
    display: grid;
    padding: 0.4em 0.65em;
  }
  .desk-main {
    display: grid;
    gap: 1.1em;
    align-content: start;
    width: 100%;
    max-width: 76em;
    padding: clamp(1em, 3vw, 2.25em);
  }
  .desk-status:not(:empty) {
    position: fixed;
    inset: auto 1.25em 1.25em auto;
    z-index: 3;
    max-width: min(28em, calc(100vw - 2.5em));
    padding: 0.75em 1.1em;
    border-radius: var(--_radius);
    background: var(--_text);
    color: var(--_background);
    box-shadow: 0 8px 24px #0003;
  }
  .door {
    display: grid;
    gap: 1em;
    width: min(25em, calc(100vw - 2em));
    margin: 0 auto;
    padding: 1.75em;
    border: 1px solid var(--_border);
    border-radius: 14px;
    background: var(--_background);
  }
  .door .form > .button,
  .door > .button {
    justify-self: stretch;
  }
  .door > .link {
    justify-self: start;
  }
  .door-place {
    display: grid;
    align-content: center;
    min-height: 100vh;
    padding-block: 2em;
  }
  .door-qr {
    display: block;
    width: 11em;
    margin: 0 auto;
    padding: 0.6em;
    border-radius: 8px;
    background: #fff;
  }
  .door-codes {
    display: grid;
    grid-template-columns: repeat(2, auto);
    gap: 0.3em 1.5em;
    justify-content: center;
    padding: 1em;
    border: 1px dashed var(--_outline);
    border-radius: var(--_radius);
  }
  .desk-menu {
    display: none;
  }
  @media (max-width: 60em) {
    .desk {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto 1fr;
    }
    .desk-side {
      z-index: 2;
      height: auto;
      padding: 0.4em 1em;
      border: 0;
      border-bottom: 1px solid var(--_border);
      max-height: 100vh;
      max-height: 100dvh;
    }
    .desk-side > :not(.desk-menu) {
      display: none;
    }
    .desk-menu {
      display: block;
    }
    .desk-menu summary {
      justify-content: space-between;
      padding-inline: 0;
      font-weight: 650;
    }
    .desk-menu[open] {
      padding-bottom: 1em;
    }
    .desk-menu nav {
      padding-block: 0.75em;
    }
    .desk-menu nav a {
      min-height: 44px;
    }
    .desk-main {
      padding: 1.1em 1em 3em;
    }
  }
`;
