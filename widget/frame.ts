import { msg } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import type { SectionName } from '../server/features/boot/boot.contract.ts';
import './account-menu.ts';
import type { CustomerCenter } from './customer-center.ts';
import { adopt, define } from './elements.ts';
import type { Dialogs } from './dialogs.ts';
import { formatFor, type Format } from './format.ts';
import { frameStyles } from './frame.styles.ts';
import { guarded } from './guard.ts';
import { bestLocale } from './locales.ts';
import { moreStyles } from './more.styles.ts';
import { button } from './parts/button.ts';
import { notice } from './parts/notice.ts';
import { skeletonRows } from './parts/skeleton.ts';
import { fragmentOf, pageAddress, type Place, placeInAddress } from './places.ts';
import type { Question, Section, Surroundings } from './section.ts';
import { isSection, sections } from './sections.ts';
import type { CurrentCustomer, Session } from './session.ts';

/**
 * Everything a signed-in customer sees: header, navigation and the current section. Without the first two when the
 * element shows one section only.
 */
export class Frame extends LitElement implements Surroundings {
  /** Sections keep what they show, and what is typed in them, while another one is open. */
  private readonly opened = new Map<string, Section<unknown>>();
  private formatLocale = '';
  private formatOfLocale: Format | undefined;

  /** Named in `updated`, so that it keeps its name in the build. */
  @state() protected place: Place = { section: 'overview' };
  @state() private current: Section<unknown> | undefined;
  @state() private isUnreachable = false;
  @state() private closed: ((onSignOut: () => void) => TemplateResult) | undefined;

  @property({ attribute: false }) center!: CustomerCenter;
  @property({ attribute: false }) session!: Session;
  /** Changes with the names and the language. */
  @property({ attribute: false }) customer: CurrentCustomer | null = null;

  readonly call: Surroundings['call'] = ((...request: Parameters<Surroundings['call']>) =>
    guarded(this.session.call, async (gate) => (await this.dialogs()).pass(gate))(...request)) as Surroundings['call'];

  get format(): Format {
    const locale = bestLocale(this.session.customer?.locale, this.center.locale);
    if (locale !== this.formatLocale) {
      this.formatLocale = locale;
      this.formatOfLocale = formatFor(locale);
    }
    return this.formatOfLocale!;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, moreStyles);
    adopt(this, frameStyles);
    if (this.center.isButton) return;
    addEventListener('hashchange', this.follow);
    void this.open(this.placeWanted(), false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.follow);
  }

  override render(): TemplateResult {
    const names = this.names;
    if (this.center.isButton) return this.renderMenu(names);
    if (this.center.section) return html`${this.renderSection()}${this.renderDialogs()}`;
    return html`<header class="frame-head" part="header">
        <p class="headline" part="headline">${this.session.boot?.site.headline}</p>
        ${this.renderMenu(names)}
      </header>
      ${this.renderPasswordLine()} ${names.length ? this.renderBody(names) : this.closed?.(() => void this.signOut())}
      ${this.renderDialogs()}`;
  }

  private renderDialogs(): TemplateResult {
    return html`<customer-center-dialogs .session=${this.session}></customer-center-dialogs>`;
  }

  private renderMenu(names: SectionName[]): TemplateResult {
    const { customer } = this;
    const first = names.filter((name) => name === 'profile');
    const links = [...first, ...names.filter((name) => name !== 'profile')].map((name) => ({
      label: this.titleOf(name),
      href: this.hrefOf({ section: name }),
    }));
    return html`<customer-center-menu
      .session=${this.session}
      .name=${customer ? `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? '') : ''}
      .links=${links}
      .onSignOut=${() => void this.signOut()}
      .onUnreachable=${() => (this.isUnreachable = true)}
    ></customer-center-menu>`;
  }

  private renderPasswordLine(): TemplateResult | typeof nothing {
    const { customer, session } = this;
    if (!customer?.maySetPassword || session.isPasswordLineClosed || this.place.section === 'security') return nothing;
    const close = () => {
      session.isPasswordLineClosed = true;
      this.requestUpdate();
    };
    return html`<div class="password-line" part="notice">
      <p>
        ${msg('Next time without waiting for an email:')}
        <a part="link" href=${this.hrefOf({ section: 'security', id: 'password' })}>${msg('Set a password')}</a>
      </p>
      <button class="close" part="close" type="button" @click=${close}>
        <span aria-hidden="true">×</span><span class="hidden">${msg('Close')}</span>
      </button>
    </div>`;
  }

  private renderBody(names: SectionName[]): TemplateResult {
    return html`<div class="frame-body">
      <nav part="navigation" aria-label=${msg('Sections')}>
        <ul @scroll=${markScrolled} @focusin=${this.keepFocusInView}>
          ${names.map(
            (name) =>
              html`<li>
                <a
                  part="navigation-link"
                  href=${this.hrefOf({ section: name })}
                  aria-current=${name === this.place.section ? 'page' : nothing}
                  >${this.titleOf(name)}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      <div class="frame-content">${this.renderSection()}</div>
    </div>`;
  }

  private renderSection(): TemplateResult {
    if (!this.isUnreachable) return html`${this.current ?? skeletonRows(3)}`;
    return notice({
      kind: 'danger',
      text: msg('This part of the center could not be loaded. Check your connection and try again.'),
      action: button({ label: msg('Try again'), kind: 'secondary', onClick: () => void this.open(this.place, true) }),
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('place' as keyof this)) this.keepInView('[aria-current]');
  }

  private get names(): SectionName[] {
    return (this.session.boot?.site.sections ?? []).filter(isSection);
  }

  /** Address of a place: on this page where it can be shown here, else on the page of the center. */
  hrefOf(place: Place): string {
    const { center, session } = this;
    const isHere = session.hasFullCenter || place.section === center.section;
    return (isHere ? pageAddress() : (session.centerAddress ?? '')) + fragmentOf(place);
  }

  titleOf(section: SectionName): string {
    return sections[section].title();
  }

  private async signOut(): Promise<void> {
    const { center, session } = this;
    const done = session.signOut();
    center.dispatch('customer-center-signed-out');
    center.announce(msg('You are signed out.'));
    await center.updateComplete;
    center.shadowRoot?.querySelector<HTMLElement>('[data-focus]')?.focus();
    await done;
  }

  announce(text: string): void {
    this.center.announce(text);
  }

  async confirm(question: Question): Promise<boolean> {
    return (await this.dialogs()).ask(question);
  }

  /** Dialogs are rare, so they load with the first one. */
  private async dialogs(): Promise<Dialogs> {
    await import('./dialogs.ts');
    return this.querySelector<Dialogs>('customer-center-dialogs')!;
  }

  /** The place in the address when it is ours, else the section of the element, else the first one. */
  private placeWanted(): Place {
    const wanted = placeInAddress();
    const own = this.center.section;
    if (own) return wanted?.section === own ? wanted : { section: own };
    if (wanted && this.names.includes(wanted.section as SectionName)) return wanted;
    return { section: this.names[0] ?? 'overview' };
  }

  private async open(place: Place, isArriving: boolean): Promise<void> {
    this.place = place;
    const entry = isSection(place.section) ? sections[place.section] : undefined;
    try {
      if (!entry) return;
      if (!this.center.section && !this.names.length) {
        this.closed = await import('./closed.ts').then((closed) => closed.renderClosed);
        return;
      }
      await entry.load();
    } catch {
      this.isUnreachable = true;
      return;
    }
    this.isUnreachable = false;
    // Another link was pressed meanwhile.
    if (this.place !== place) return;
    const isOne = place.id !== undefined && entry.single !== undefined;
    const key = isOne ? `${place.section}/${place.id}` : place.section;
    const tag = `customer-center-${isOne ? entry.single : place.section}`;
    const section = this.opened.get(key) ?? (document.createElement(tag) as Section<unknown>);
    this.opened.set(key, section);
    const { sheet } = section.constructor as typeof Section;
    if (sheet) adopt(this, sheet);
    section.around = this;
    section.placeId = place.id;
    section.isArriving = isArriving;
    section.requestUpdate();
    this.current = section;
  }

  /** In the row of tabs; never scrolls the page. */
  private keepInView(selector: string): void {
    const tabs = this.querySelector('nav ul');
    const tab = tabs?.querySelector<HTMLElement>(selector);
    if (tabs && tab) tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }

  /** Browsers leave a tab alone that shows a little. Not under a pointer, which would then press another one. */
  private readonly keepFocusInView = (): void => this.keepInView(':focus-visible');

  private readonly follow = (): void => {
    // Another fragment is the page's own business.
    if (location.hash && !placeInAddress()) return;
    const place = this.placeWanted();
    if (place.section !== this.place.section || place.id !== this.place.id) void this.open(place, true);
  };
}

/** The start of the row of tabs fades out only when something is hidden there. */
function markScrolled({ currentTarget }: Event): void {
  const tabs = currentTarget as HTMLElement;
  tabs.toggleAttribute('data-scrolled', tabs.scrollLeft !== 0);
}

define('customer-center-frame', Frame);
