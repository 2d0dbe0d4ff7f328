import { msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import { avatarFace } from './avatar.ts';
import { adopt, define } from './elements.ts';
import type { MenuLink } from './menu-items.ts';
import type { Session } from './session.ts';

/** What the menu holds is asked for when somebody is about to open it. */
const loadItems = () => import('./menu-items.ts');

/** The avatar and the menu it opens. Arrows move, Escape closes and gives the focus back. */
export class AccountMenu extends LitElement {
  @state() private isOpen = false;
  @state() private items: Awaited<ReturnType<typeof loadItems>> | undefined;

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) name = '';
  @property({ attribute: false }) links: MenuLink[] = [];
  @property({ attribute: false }) onSignOut: (() => void) | undefined;
  @property({ attribute: false }) onUnreachable: (() => void) | undefined;

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
        @pointerenter=${this.prepare}
        @focus=${this.prepare}
        @click=${this.toggle}
        @keydown=${this.openByArrow}
      >
        ${avatarFace(this.session)}<span class="hidden">${msg('Account menu')}</span>
      </button>
      ${this.isOpen && this.items ? this.items.menuItems(this, this.close) : nothing}`;
  }

  private readonly prepare = (): void => void loadItems().catch(() => undefined);

  private async open(at: number): Promise<void> {
    try {
      this.items ??= await loadItems();
    } catch {
      this.onUnreachable?.();
      return;
    }
    adopt(this, this.items.menuStyles);
    this.isOpen = true;
    await this.updateComplete;
    [...this.querySelectorAll<HTMLElement>('[role=menuitem]')].at(at)?.focus();
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

  private readonly closeWhenLeft = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget && !this.contains(relatedTarget as Node)) this.isOpen = false;
  };

  private readonly closeWhenOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };
}

define('customer-center-menu', AccountMenu);
