import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { roleNames, roles } from './admin/roles.ts';
import type { Desk, DeskPlace, Question, Role, StaffSession } from './admin/desk.ts';
import { hrefOf, placeIn, type AdminCall } from './admin/desk.ts';
import './admin/door.ts';
import './admin/questions.ts';
import type { Questions } from './admin/questions.ts';
import { sentenceFor } from './admin/error-sentences.ts';
import { frameStyles } from './admin/frame.styles.ts';
import { deskButton } from './admin/parts/controls.ts';
import type { Screen } from './admin/screen.ts';
import { groups, screens } from './admin/screens.ts';
import { boxesStyles } from './admin/boxes.styles.ts';
import { controlsStyles } from './admin/controls.styles.ts';
import { moneyStyles } from './admin/money.styles.ts';
import { deskStyles } from './admin/styles.ts';
import { tableStyles } from './admin/table.styles.ts';
import { ApiError, connect } from './api.ts';
import { property, state } from './decorators.ts';
import { define } from './elements.ts';
import { safeUrl } from './safe-url.ts';

/**
 * The desk of a site's staff: signing in with two factors, and every screen behind it. It stands on the server's own page
 * at /admin, is never framed and asks no other origin.
 *
 * @attr site - Public id of the site. Required.
 * @attr headline - Its public name, for whoever is not signed in yet.
 */
export class CustomerCenterAdmin extends LitElement implements Desk {
  static override styles = [deskStyles, controlsStyles, boxesStyles, moneyStyles, tableStyles, frameStyles];

  @state() private current: StaffSession | undefined;
  @state() private isStarting = true;
  @state() private problem: string | undefined;
  @state() private place: DeskPlace = placeIn(location.hash);
  /** The name of the screen whose script is there. */
  @state() private loaded = '';
  @state() private status = '';
  /** Somebody who was signed out while the desk was open: they sign in above it and go on. */
  @state() private isLocked = false;
  private unlock: (() => void) | undefined;
  private visits = 0;

  @property() site = '';
  @property() headline = '';

  private ask!: AdminCall;

  get session(): StaffSession {
    if (!this.current) throw new Error('nobody is signed in');
    return this.current;
  }

  readonly call: AdminCall = (async (...request: Parameters<AdminCall>) => {
    for (;;) {
      try {
        return await this.ask(...request);
      } catch (error) {
        if (!(error instanceof ApiError) || !(await this.mend(error))) throw error;
      }
    }
  }) as AdminCall;

  override connectedCallback(): void {
    super.connectedCallback();
    this.ask = connect(location.origin, this.site);
    addEventListener('hashchange', this.follow);
    addEventListener('beforeunload', this.beforeLeaving);
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.follow);
    removeEventListener('beforeunload', this.beforeLeaving);
  }

  override render(): TemplateResult {
    if (this.isStarting) return html`<div aria-busy="true"></div>`;
    if (this.problem !== undefined) return this.renderProblem(this.problem);
    const token = this.place.screen === 'link' ? this.place.id : undefined;
    const isOpen = this.current?.step === 'ready' && token === undefined;
    return html`<div class="desk-status" role="status">${this.status}</div>
      ${isOpen ? this.renderDesk() : nothing} ${!isOpen || this.isLocked ? this.renderDoor(token) : nothing}
      <cc-desk-questions .call=${this.call}></cc-desk-questions>`;
  }

  private renderProblem(sentence: string): TemplateResult {
    return html`<div class="door-place">
      <main class="door">
        <p role="alert">${sentence}</p>
        ${deskButton({ label: 'Try again', onClick: () => void this.start() })}
      </main>
    </div>`;
  }

  private renderDoor(token: string | undefined): TemplateResult {
    return html`<cc-desk-door
      .call=${this.ask}
      .headline=${this.headline}
      .token=${token}
      .session=${this.isLocked ? undefined : this.current}
      .onReady=${this.enter}
    ></cc-desk-door>`;
  }

  private renderDesk(): TemplateResult {
    const { site } = this.session;
    return html`<div class="desk" ?hidden=${this.isLocked} ?inert=${this.isLocked}>
      <header class="desk-side" @keydown=${this.escape} @click=${this.chosen}>
        <details class="desk-menu">
          <summary><span>${site.headline}</span><span>Menu</span></summary>
          ${this.renderNavigation()} ${this.renderYou()}
        </details>
        <p class="desk-name">${site.headline}</p>
        ${this.renderNavigation()}
        <details class="desk-you">
          <summary>
            <span
              >${this.session.staff.name || this.session.staff.email}<br /><span class="muted"
                >${roleNames[this.session.staff.role]}</span
              ></span
            >
          </summary>
          ${this.renderYou()}
        </details>
      </header>
      <main class="desk-main">${this.renderScreen()}</main>
    </div>`;
  }

  private renderNavigation(): TemplateResult {
    const { screen } = this.place;
    const shown = Object.entries(screens).filter(([, { role, isInner }]) => !isInner && this.can(role));
    const link = ([name, { title }]: (typeof shown)[number]) =>
      html`<li>
        <a href=${hrefOf(name)} aria-current=${name === this.parentOf(screen) ? 'page' : nothing}>${title}</a>
      </li>`;
    const of = (group: string) => shown.filter(([, entry]) => entry.group === group);
    return html`<nav aria-label="Desk">
      <ul>
        ${of('').map(link)}
      </ul>
      ${groups
        .filter((group) => of(group).length > 0)
        .map(
          (group) =>
            html`<div>
              <h2>${group}</h2>
              <ul>
                ${of(group).map(link)}
              </ul>
            </div>`,
        )}
    </nav>`;
  }

  private renderYou(): TemplateResult {
    const { centers, site } = this.session;
    return html`<ul>
      <li><a class="link" href=${hrefOf('you')}>Your account</a></li>
      ${centers.map(
        ({ siteId, headline }) =>
          html`<li>
            ${deskButton({ label: `My center at ${headline}`, kind: 'link', onClick: () => void this.openCenter(siteId) })}
          </li>`,
      )}
      <li>
        <a class="link" href=${safeUrl(site.centerAddress) ?? nothing} target="_blank" rel="noopener"
          >Customers’ center</a
        >
      </li>
      <li>${deskButton({ label: 'Sign out', kind: 'link', onClick: () => void this.signOut() })}</li>
    </ul>`;
  }

  private renderScreen(): TemplateResult {
    const { screen } = this.place;
    const entry = Object.hasOwn(screens, screen) ? screens[screen] : undefined;
    if (!entry) {
      return html`<h1>There is no such page</h1>
        <p><a href=${hrefOf('overview')}>Go to the overview</a></p>`;
    }
    if (!this.can(entry.role)) return html`<h1>Your role does not reach so far</h1>`;
    return html`${this.loaded === screen ? this.screenElement(screen) : nothing}`;
  }

  private element: { key: string; screen: Screen<unknown> } | undefined;

  /** A new element for each place; its tag comes from the list of screens. */
  private screenElement(screen: string): Screen<unknown> {
    const key = `${screen}/${this.place.id ?? ''}/${this.visits}`;
    if (this.element?.key !== key) {
      const made = document.createElement(`cc-desk-${screen}`) as Screen<unknown>;
      made.classList.add('screen');
      made.desk = this;
      this.element = { key, screen: made };
      if (this.visits > 0) void this.arriveAt(made);
    }
    this.element.screen.place = this.place;
    return this.element.screen;
  }

  /** As after the load of a page: at its top, and whoever hears the page hears its heading. */
  private async arriveAt(screen: Screen<unknown>): Promise<void> {
    await screen.updateComplete;
    scrollTo(0, 0);
    screen.querySelector<HTMLElement>('[data-focus]')?.focus({ preventScroll: true });
  }

  /** The screen whose link is marked: an inner one belongs to the one whose name it begins with. */
  private parentOf(screen: string): string {
    const isInner = screens[screen]?.isInner;
    return isInner
      ? (Object.keys(screens).find((name) => name !== screen && name.startsWith(screen)) ?? screen)
      : screen;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('place')) void this.loadScreen();
  }

  private async loadScreen(): Promise<void> {
    const { screen } = this.place;
    if (this.current?.step !== 'ready' || this.place.screen === 'link') return;
    if (screen === '') return this.go(hrefOf(this.firstScreen()));
    if (!Object.hasOwn(screens, screen) || this.loaded === screen) return;
    try {
      await screens[screen]?.load();
      if (this.place.screen === screen) this.loaded = screen;
    } catch {
      this.problem = 'This part of the desk could not be loaded. Check your connection.';
    }
  }

  private firstScreen(): string {
    return Object.entries(screens).find(([, { role }]) => this.can(role))?.[0] ?? 'you';
  }

  private async start(): Promise<void> {
    this.isStarting = true;
    this.problem = undefined;
    try {
      this.current = await this.ask('GET /admin/session');
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'signed_out') this.problem = sentenceFor(error);
    }
    this.isStarting = false;
    await this.updateComplete;
    await this.loadScreen();
  }

  /** Does something about a refusal, so that the call may be made again; false when nothing can be done. */
  private async mend({ code }: ApiError): Promise<boolean> {
    if (code === 'confirmation_needed') return this.questions()?.prove(this.session.staff.hasSecondFactor) ?? false;
    if (code !== 'signed_out' || this.current?.step !== 'ready') return false;
    this.isLocked = true;
    await new Promise<void>((resolve) => {
      const others = this.unlock;
      this.unlock = () => {
        others?.();
        resolve();
      };
    });
    return true;
  }

  private readonly enter = async (): Promise<void> => {
    if (this.place.screen === 'link') {
      history.replaceState(null, '', location.pathname);
      this.place = placeIn('');
    }
    await this.refresh();
    this.isLocked = false;
    this.unlock?.();
    this.unlock = undefined;
    await this.loadScreen();
  };

  async refresh(): Promise<void> {
    try {
      this.current = await this.ask('GET /admin/session');
    } catch (error) {
      this.current = undefined;
      if (!(error instanceof ApiError) || error.code !== 'signed_out') this.problem = sentenceFor(error);
    }
  }

  can(role: Role): boolean {
    return roles.indexOf(this.session.staff.role) >= roles.indexOf(role);
  }

  go(href: string): void {
    if (location.hash === href) this.follow();
    else location.hash = href;
  }

  announce(text: string): void {
    this.status = '';
    void this.updateComplete.then(() => {
      this.status = text;
      setTimeout(() => (this.status = this.status === text ? '' : this.status), 6000);
    });
  }

  confirm(question: Question): Promise<boolean> {
    return this.questions()?.ask(question) ?? Promise.resolve(false);
  }

  private questions(): Questions | null {
    return this.renderRoot.querySelector('cc-desk-questions') as unknown as Questions | null;
  }

  private async openCenter(siteId: string): Promise<void> {
    try {
      location.assign((await this.call('POST /admin/centers/open', { body: { siteId } })).url);
    } catch (error) {
      this.announce(sentenceFor(error));
    }
  }

  private async signOut(): Promise<void> {
    await this.ask('POST /admin/sign-out').catch(() => undefined);
    // Leaves nothing of the desk in memory.
    location.replace(location.pathname);
  }

  private readonly follow = (): void => {
    const place = placeIn(location.hash);
    if (this.element?.screen.isUnsaved && place.screen !== this.place.screen) return void this.askToLeave(place);
    this.goTo(place);
  };

  /** Stays where somebody typed until they say that it may be lost. */
  private async askToLeave({ screen, id, query }: DeskPlace): Promise<void> {
    const wanted = hrefOf(screen, id, Object.fromEntries(query));
    history.replaceState(null, '', hrefOf(this.place.screen, this.place.id, Object.fromEntries(this.place.query)));
    this.closeMenus();
    const isSure = await this.confirm({
      title: 'Leave without saving?',
      text: 'What you changed here is not saved yet and will be lost.',
      action: 'Leave',
      isDangerous: true,
    });
    if (!isSure) return;
    this.element = undefined;
    history.pushState(null, '', wanted);
    this.goTo(placeIn(wanted));
  }

  private goTo(place: DeskPlace): void {
    if (place.screen !== this.place.screen || place.id !== this.place.id) this.visits += 1;
    this.place = place;
    this.closeMenus();
    this.questions()?.dismiss();
  }

  private closeMenus(): void {
    for (const menu of this.renderRoot.querySelectorAll('.desk-menu, .desk-you')) menu.removeAttribute('open');
  }

  /** Escape closes an open menu and goes back to what opened it. */
  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    const summary = (event.currentTarget as HTMLElement).querySelector<HTMLElement>('details[open] > summary');
    if (!summary) return;
    this.closeMenus();
    summary.focus();
  };

  /** The link of the place that is open changes no address, but its menu is done with. */
  private readonly chosen = (event: MouseEvent): void => {
    if ((event.target as Element).closest('a')) this.closeMenus();
  };

  private readonly beforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.element?.screen.isUnsaved) event.preventDefault();
  };
}

define('customer-center-admin', CustomerCenterAdmin);
