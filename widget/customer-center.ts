import './without-lit.ts';
import { msg } from '@lit/localize';
import { type CSSResultGroup, LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import { ApiError } from './api.ts';
import { define } from './elements.ts';
import { describeError } from './describe-error.ts';
import { bestLocale, speak } from './locales.ts';
import { button } from './parts/button.ts';
import { type Theme, readPage } from './page-theme.ts';
import { pageAddress } from './places.ts';
import { parseUrl, safeUrl } from './safe-url.ts';
import { type Landing, type Reader, type Session, sessionOf } from './session.ts';
import './sign-in.ts';
import { styles } from './styles.ts';

/** The frame comes when somebody is signed in. */
const loadFrame = () => import('./frame.ts');

/**
 * The customer center: customers sign in and look after what they bought, inside the page it stands on.
 *
 * @element customer-center
 *
 * @attr site - Public id of the site. Required.
 * @attr server - Address of the server: an origin, or any prefix up to `/api/v1`. Default: where this script came from.
 * @attr section - Shows one section without the frame: `overview`, `subscriptions`, `courses`, `programs`, `orders`,
 *   `invoices`, `payments`, `credit-memos`, `payment-methods`, `addresses`, `phones`, `profile`, `security`.
 * @attr theme - `auto` (default) reads the page's colours; `light` and `dark` say what the page's background is.
 * @attr locale - Language and region, such as `de-AT`, unless the customer chose one: of dates and money any, of texts
 *   English and German. Default: the language of the page.
 * @attr program - Slug of a program: whoever registers here gets its sign-up defaults.
 * @attr return-to - Page the customer first wanted; they land there after signing in when the site allows it.
 *
 * @fires customer-center-signed-in - After a sign-in on this page.
 * @fires customer-center-signed-out - After a sign-out on this page.
 * @fires customer-center-landing - Before leaving for another page after a sign-in; `detail.url`. Cancel it to stay.
 *
 * @slot header - Above everything.
 * @slot footer - Below everything.
 * @slot empty-overview - Instead of the sentence in an empty overview; also `empty-` with the name of any list,
 *   such as `empty-orders`.
 *
 * @csspart card - Also `row`, `pill`, `heading`, `headline`, `button`, `button-primary`, `button-secondary`, `button-danger`,
 *   `link`, `field`, `label`, `input`, `notice`, `dialog`, `navigation`, `avatar`, `menu`, `logo`, `sign-in`, `sign-in-head`.
 *
 * @cssprop --cc-accent - Buttons, links, avatar and focus ring.
 * @cssprop --cc-on-accent - Text on the accent.
 * @cssprop --cc-text - Default: the text colour of the page.
 * @cssprop --cc-muted - Secondary text.
 * @cssprop --cc-surface - Raised areas.
 * @cssprop --cc-border - Lines.
 * @cssprop --cc-radius - Corners of buttons and fields; boxes have one and a half of it.
 * @cssprop --cc-gap - Distance between things.
 * @cssprop --cc-danger - Failed payments, errors.
 * @cssprop --cc-warning - What will need attention.
 * @cssprop --cc-success - What is well.
 */
export class CustomerCenter extends LitElement implements Reader {
  static override styles: CSSResultGroup = styles;

  private readonly pageSheet = new CSSStyleSheet();
  private listening: AbortController | undefined;
  private session: Session | undefined;

  @state() protected isFrameLoaded = false;
  /** The texts of another language are on their way. */
  @state() private isTranslating = false;
  @state() private problem = '';
  @state() private status = '';

  @property() site = '';
  @property() server = '';
  @property() section = '';
  @property() theme: Theme = 'auto';
  @property() locale = '';
  @property() program = '';
  @property({ attribute: 'return-to' }) returnTo = '';

  /** A button shows who is signed in, and is no place to sign in. */
  get isButton(): boolean {
    return false;
  }

  get isFullCenter(): boolean {
    return !this.section;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener('hashchange', () => this.session?.takeLink(), { signal });
    addEventListener('pageshow', this.startAfresh, { signal });
    document.addEventListener('visibilitychange', this.look, { signal });
    matchMedia('(prefers-color-scheme:dark)').addEventListener('change', this.readPage, { signal });
    this.joinSession();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening?.abort();
    this.session?.leave(this);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot() as ShadowRoot;
    this.pageSheet.replaceSync(':host{}');
    root.adoptedStyleSheets.unshift(this.pageSheet);
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && (changed.has('site') || changed.has('server'))) this.joinSession();
    if (!this.hasUpdated || changed.has('theme')) this.readPage();
    if (changed.has('locale')) this.changeLanguage();
  }

  override render(): TemplateResult {
    return html`<slot name="header"></slot>
      <div class="hidden" role="status">${this.status}</div>
      ${this.renderState(this.session)}
      <slot name="footer"></slot>`;
  }

  protected renderState(session: Session | undefined): unknown {
    if (this.isTranslating) return this.renderBooting();
    if (!session || session.failure) return this.renderMessage(this.problem, session);
    const { boot, customer, link } = session;
    const isLeader = session.isLeader(this);
    if (boot && (!customer || (link && isLeader))) return this.renderSignedOut(session, isLeader);
    if (!boot || !this.isFrameLoaded) return this.renderBooting();
    return html`<customer-center-frame
      .center=${this}
      .session=${session}
      .customer=${customer}
    ></customer-center-frame>`;
  }

  private renderMessage(text: string, session?: Session): TemplateResult {
    const isPassing = session?.failure && !/^site_unknown|^origin_refused/.test(session.failure.code);
    return html`<div class="message">
      <p>${text}</p>
      ${isPassing && button({ label: msg('Try again'), onClick: () => void session.restart() })}
    </div>`;
  }

  private renderBooting(): TemplateResult {
    return html`<div class="sign-in" aria-busy="true">
      <div class="sign-in-head skeleton"></div>
      <div class="sign-in-body">
        <div class="skeleton"></div>
        <div class="skeleton"></div>
      </div>
    </div>`;
  }

  private renderSignedOut(session: Session, isLeader: boolean): TemplateResult {
    if (!isLeader) return this.renderMessage(msg('Sign in on this page to see this.'));
    return html`<customer-center-sign-in
      .session=${session}
      .link=${session.link}
      .isUnsure=${session.isSignOutUnsure}
      .wantedPage=${this.wantedPage}
      .onSignedIn=${this.land}
    ></customer-center-sign-in>`;
  }

  /** Says something to people who hear the page. */
  announce(text: string): void {
    this.status = text;
  }

  /** Dispatches an event of the element; false when the page canceled it. */
  dispatch(type: string, detail?: { url: string }): boolean {
    const event = new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: !!detail });
    return this.dispatchEvent(event);
  }

  sessionChanged(): void {
    const { session } = this;
    const failure = session ? session.failure : new ApiError('site_unknown');
    if (failure) void describeError(failure).then((sentence) => (this.problem = sentence));
    if (session?.customer && !this.isFrameLoaded) void this.loadCenter(session);
    this.readPage();
    this.changeLanguage();
    this.requestUpdate();
  }

  private changeLanguage(): void {
    const customer = this.session?.customer;
    const ready = speak(bestLocale(customer?.locale, this.locale), !!customer);
    if (!ready) return;
    // Nothing is shown in a language it will not stay in, but what somebody works with stays where it is.
    this.isTranslating = !this.isFrameLoaded;
    void ready.then((spoken) => {
      this.isTranslating = false;
      this.lang = spoken;
      this.requestUpdate();
      for (const part of this.renderRoot.querySelectorAll<LitElement>('*')) part.requestUpdate?.();
    });
  }

  private get wantedPage(): string | undefined {
    return this.returnTo ? parseUrl(this.returnTo, document.baseURI)?.href : undefined;
  }

  private joinSession(): void {
    this.session?.leave(this);
    const server = parseUrl(this.server || new URL(import.meta.url).origin, document.baseURI);
    this.session = server && this.site ? sessionOf(server.href, this.site) : undefined;
    this.session?.join(this);
    this.sessionChanged();
  }

  /** The frame, which the build puts into one script with the section that most visits begin with. */
  private async loadCenter(session: Session): Promise<void> {
    try {
      await loadFrame();
      this.isFrameLoaded = true;
    } catch {
      session.fail(new ApiError('unreachable'));
    }
  }

  private readonly land = async (landing: Landing): Promise<void> => {
    const session = this.session!;
    this.dispatch('customer-center-signed-in');
    const here = pageAddress();
    const center = session.hasFullCenter ? here : session.centerAddress;
    // Either the one or, in the center, perhaps the other.
    const { url: page, place = '' } = landing as { url?: string; place?: string };
    const url = safeUrl(page ?? center + place);
    // Also this page, when it is the one that was wanted: its server has more to show now.
    const isLeaving = url?.split('#')[0] !== here || url === this.wantedPage;
    if (url && isLeaving && this.dispatch('customer-center-landing', { url })) {
      location.assign(url);
      return;
    }
    // A fragment of this page: the overview reads it and says why the customer is here.
    if (place) location.hash = place;
    await session.load();
    this.announce(msg('You are signed in.'));
  };

  /** A page that comes back from the browser's memory may show somebody who has signed out since. */
  private readonly startAfresh = (event: PageTransitionEvent): void => {
    if (event.persisted) void this.session?.restart();
  };

  /** Somebody who comes back from their mail may have signed in by the link, in another tab. */
  private readonly look = (): void => {
    if (!document.hidden && this.session?.isLeader(this)) void this.session.look();
  };

  private readonly readPage = (): void => {
    const { style } = this.pageSheet.cssRules[0] as CSSStyleRule;
    style.cssText = '';
    const tokens = readPage(this, this.theme, this.session?.boot?.site);
    for (const [name, value] of Object.entries(tokens)) style.setProperty(name, value);
  };
}

define('customer-center', CustomerCenter);

declare global {
  interface HTMLElementTagNameMap {
    'customer-center': CustomerCenter;
  }
}
