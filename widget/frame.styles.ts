import { css } from 'lit';

export const frameStyles = css`
  customer-center-frame {
    display: block;
  }
  .frame-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
    padding-block: 0.25em 0.9em;
  }
  customer-center-menu {
    position: relative;
    display: block;
    flex: none;
    width: 44px;
    margin-inline-start: auto;
  }
  .avatar {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 650;
    font-size: 0.9375em;
    line-height: 1;
    position: relative;
    overflow: hidden;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    width: 100%;
  }
  .password-line {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    margin-bottom: 1em;
    padding-inline-start: 1em;
    border-radius: var(--_small-radius);
    background: var(--_surface);
    font-size: 0.9375em;
  }
  .password-line a {
    display: inline-flex;
    align-items: center;
    min-height: 44px;
    font-weight: 600;
  }
  .close {
    flex: none;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_muted);
    font-size: 1.35em;
    line-height: 1;
  }
  nav {
    border-bottom: 1px solid var(--_border);
    margin-bottom: 1.75em;
  }
  nav ul {
    position: relative;
    display: flex;
    gap: 1.6em;
    padding-inline-end: 3em;
    overflow-x: auto;
    scrollbar-width: none;
    mask: linear-gradient(90deg, #000 calc(100% - 3em), #0000);
  }
  nav ul:dir(rtl) {
    mask: linear-gradient(-90deg, #000 calc(100% - 3em), #0000);
  }
  nav ul[data-scrolled] {
    mask: linear-gradient(90deg, #0000, #000 3em calc(100% - 3em), #0000);
  }
  nav a {
    display: flex;
    align-items: center;
    min-height: max(44px, 2.9em);
    color: var(--_muted);
    text-decoration: none;
    white-space: nowrap;
    border-bottom: 2px solid transparent;
  }
  nav a:hover {
    color: inherit;
  }
  nav a:focus-visible {
    outline-offset: -2px;
  }
  nav [aria-current] {
    color: inherit;
    font-weight: 600;
    border-color: var(--_accent);
  }
  .frame-content > * {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_gap);
    align-content: start;
  }
  .frame-content h2 {
    margin-bottom: 0.1em;
    scroll-margin-top: 6em;
  }
  .frame-content > * > h3,
  .overview-title h3 {
    margin-top: 1em;
  }
  :host([section]) customer-center-frame > * {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_gap);
  }
  :host([section]) customer-center-dialogs {
    display: contents;
  }
  .nowrap {
    white-space: nowrap;
  }
  .card {
    padding: 1.15em 1.25em;
    border: 1px solid var(--_border);
    border-radius: var(--_box-radius);
    background: var(--_surface);
  }
  .rows {
    display: grid;
    border: 1px solid var(--_border);
    border-radius: var(--_box-radius);
    background: var(--_surface);
    overflow: hidden;
  }
  .rows > * + * {
    border-top: 1px solid var(--_border);
  }
  div.rows[aria-busy] {
    border-color: transparent;
    background: none;
    gap: 0.75em;
  }
  .row-skeleton {
    height: 5.25em;
    margin: 0 !important;
    border: 0 !important;
    border-radius: var(--_box-radius);
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.2em 1.25em;
    align-items: baseline;
    padding: 1em 1.25em;
    min-height: 44px;
    color: inherit;
    text-decoration: none;
  }
  a.row:hover {
    background: color-mix(in oklab, currentColor 4%, transparent);
  }
  a.row:focus-visible {
    outline-offset: -3px;
    border-radius: var(--_box-radius);
  }
  .row-title {
    font-weight: 600;
  }
  .money {
    font-variant-numeric: lining-nums tabular-nums;
    text-align: end;
    white-space: nowrap;
  }
  .row .muted,
  .small {
    font-size: 0.9375em;
  }
  .pill {
    display: inline-block;
    padding: 0.2em 0.7em;
    border-radius: 2em;
    font-size: 0.8125em;
    font-weight: 600;
    line-height: 1.5;
    background: color-mix(in oklab, var(--_tone, currentColor) 10%, transparent);
    color: var(--_tone, var(--_muted));
  }
  .plain {
    background: color-mix(in oklab, currentColor 7%, transparent);
  }
  .more {
    justify-self: center;
  }
  .empty {
    padding: 2.5em 1.5em;
    border: 1px dashed var(--_outline);
    border-radius: var(--_box-radius);
    text-align: center;
    color: var(--_muted);
  }
  @container center (max-width:35em) {
    .password-line p {
      padding-top: 0.5em;
    }
    .card {
      padding: 1em;
    }
    .row {
      padding: 0.95em 1em;
    }
    .more {
      display: grid;
      justify-self: stretch;
    }
  }
  @container center (min-width:52.5em) {
    .frame-head {
      padding-block-end: 1.75em;
    }
    .frame-body {
      display: grid;
      grid-template-columns: 12.5em minmax(0, 1fr);
      gap: 3em;
    }
    nav {
      border: 0;
      margin: 0;
    }
    nav ul,
    nav ul:is(:dir(rtl), [data-scrolled]) {
      display: grid;
      gap: 2px;
      position: sticky;
      top: 1.5em;
      padding: 0;
      overflow: visible;
      mask: none;
    }
    nav a {
      padding-inline: 0.9em;
      border: 0;
      border-radius: min(var(--_radius), 10px);
    }
    nav a:hover {
      background: color-mix(in oklab, currentColor 5%, transparent);
    }
    nav [aria-current],
    nav [aria-current]:hover {
      background: color-mix(in oklab, currentColor 9%, transparent);
    }
    .frame-content {
      max-width: 60em;
    }
  }
`;
