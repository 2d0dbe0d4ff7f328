import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';

export interface MenuLink {
  readonly label: string;
  readonly href: string;
}

interface Menu {
  readonly name: string;
  readonly links: readonly MenuLink[];
  readonly onSignOut: (() => void) | undefined;
}

export const menuStyles = css`
  .menu {
    position: absolute;
    inset: calc(100% + 0.5em) 0 auto auto;
    z-index: 5;
    width: max-content;
    min-width: 13em;
    max-width: min(20em, 80vw);
    max-height: 60vh;
    overflow: auto;
    scroll-padding: 48px;
    padding: 0.4em;
    border: 1px solid var(--_border);
    border-radius: var(--_box-radius);
    background: var(--_background);
    box-shadow:
      0 2px 4px #0000000f,
      0 16px 40px -12px #0000003d;
  }
  .menu-name {
    padding: 0.6em 0.8em 0.5em;
    font-size: 0.875em;
    border-bottom: 1px solid var(--_border);
    margin-bottom: 0.4em;
  }
  .menu [role='menuitem'] {
    display: flex;
    align-items: center;
    width: 100%;
    min-height: 44px;
    padding: 0 0.8em;
    border: 0;
    border-radius: min(var(--_radius), 8px);
    background: var(--_background);
    color: inherit;
    text-align: start;
    text-decoration: none;
  }
  .menu [role='menuitem']:hover,
  .menu [role='menuitem']:focus-visible {
    background: color-mix(in oklab, currentColor 8%, var(--_background));
  }
  /* The way out stays in sight, however long the list is. */
  .menu button {
    position: sticky;
    bottom: -0.4em;
  }
`;

/** What the avatar opens: whose account it is, its places, and the way out. Under `menuStyles`. */
export function menuItems({ name, links, onSignOut }: Menu, close: () => void): TemplateResult {
  return html`<div class="menu" part="menu">
    ${name ? html`<p class="menu-name muted">${name}</p>` : nothing}
    <div
      role="menu"
      aria-label=${msg('Account menu')}
      @keydown=${(event: KeyboardEvent) => move(event, close)}
      @click=${close}
    >
      ${links.map(({ label, href }) => html`<a role="menuitem" tabindex="-1" href=${href}>${label}</a>`)}
      <button role="menuitem" tabindex="-1" type="button" @click=${() => onSignOut?.()}>${msg('Sign out')}</button>
    </div>
  </div>`;
}

function move(event: KeyboardEvent, close: () => void): void {
  const menu = event.currentTarget as HTMLElement;
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.indexOf(event.target as HTMLElement);
  const next: Record<string, number> = { ArrowDown: (at + 1) % items.length, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key === 'Escape') {
    event.stopPropagation();
    menu.closest('customer-center-menu')?.querySelector<HTMLElement>('.avatar')?.focus();
    close();
  } else if (Object.hasOwn(next, event.key)) {
    event.preventDefault();
    items.at(next[event.key]!)?.focus();
  }
}
