import { msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import { define } from './elements.ts';

export interface MenuLink {
  readonly label: string;
  readonly href: string;
}

/** The avatar and the menu it opens. Arrows move, Escape closes and gives the focus back. */
export class AccountMenu extends LitElement {
  @state() private isOpen = false;

  @property({ attribute: false }) initials = '';
  @property({ attribute: false }) name = '';
  @property({ attribute: false }) links: MenuLink[] = [];
  @property({ attribute: false }) onSignOut: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('focusout', this.closeWhenLeft);
    document.addEventListener('pointerdown', this.closeWhenOutside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('focusout', this.closeWhenLeft);
    document.removeEventListener('pointerdown', this.closeWhenOutside);
  }

  override render(): TemplateResult {
    return html`<button
        class="avatar"
        part="avatar"
        type="button"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        @click=${this.toggle}
        @keydown=${this.openByArrow}
      >
        <span aria-hidden="true">${this.initials}</span><span class="hidden">${msg('Account menu')}</span>
      </button>
      ${this.isOpen ? this.renderMenu() : nothing}`;
  }

  private renderMenu(): TemplateResult {
    return html`<div class="menu" part="menu">
      ${this.name ? html`<p class="menu-name muted">${this.name}</p>` : nothing}
      <div role="menu" aria-label=${msg('Account menu')} @keydown=${this.move} @click=${this.close}>
        ${this.links.map(({ label, href }) => html`<a role="menuitem" tabindex="-1" href=${href}>${label}</a>`)}
        <button role="menuitem" tabindex="-1" type="button" @click=${() => this.onSignOut?.()}>
          ${msg('Sign out')}
        </button>
      </div>
    </div>`;
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private async open(at: number): Promise<void> {
    this.isOpen = true;
    await this.updateComplete;
    this.items.at(at)?.focus();
  }

  private readonly toggle = (): void => {
    if (this.isOpen) this.isOpen = false;
    else void this.open(0);
  };

  private readonly close = (): void => {
    this.isOpen = false;
  };

  private readonly openByArrow = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    void this.open(event.key === 'ArrowDown' ? 0 : -1);
  };

  private readonly move = (event: KeyboardEvent): void => {
    const { items } = this;
    const at = items.indexOf(event.target as HTMLElement);
    const next: Record<string, number> = { ArrowDown: (at + 1) % items.length, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.isOpen = false;
      this.querySelector<HTMLElement>('.avatar')?.focus();
    } else if (Object.hasOwn(next, event.key)) {
      event.preventDefault();
      items.at(next[event.key]!)?.focus();
    }
  };

  private readonly closeWhenLeft = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget && !this.contains(relatedTarget as Node)) this.isOpen = false;
  };

  private readonly closeWhenOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };
}

define('customer-center-menu', AccountMenu);
