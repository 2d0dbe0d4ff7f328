import { msg, str } from '@lit/localize';
import { css, type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import type { Access } from '../server/features/access/access.contract.ts';
import { CustomerCenter } from './customer-center.ts';
import { property, state } from './decorators.ts';
import { define } from './elements.ts';
import { pageAddress } from './places.ts';
import type { Boot, Session } from './session.ts';

/**
 * Shows what is in it to customers who hold a level, or who may see this page. It hides and does not protect: what stands
 * in it is in the page's source for everybody. What must not leave your server is guarded there.
 *
 * @element customer-center-gate
 *
 * @attr site - Public id of the site. Required.
 * @attr server - Address of the server, as for `customer-center`. Default: where this script came from.
 * @attr levels - Slugs or names of levels, separated by commas. Default: the rule of this page.
 * @attr match - `any` (default) or `all` of the levels.
 * @attr theme - `auto` (default), `light` or `dark`, as for `customer-center`.
 * @attr locale - Language, such as `de`. Default: the language of the page.
 *
 * @slot signed-out - For visitors who are signed out. Default: a sentence with a link to the center.
 * @slot refused - For customers who may not see it. Default: a sentence with a link to the center.
 *
 * @csspart notice - The sentence; also `link`.
 */
export class CustomerCenterGate extends CustomerCenter {
  static override styles: CSSResultGroup = [
    CustomerCenter.styles,
    css`
      :host {
        display: block;
        container: none;
        min-height: 0;
      }
    `,
  ];

  private joined: Session | undefined;
  /** What the answer at hand was asked for; a sign-in or sign-out brings another. */
  private asked: { boot: Boot; question: string } | undefined;

  @state() private access: Access | undefined;
  @state() private supportCode: string | null = null;

  @property() levels = '';
  @property() match: 'any' | 'all' = 'any';

  constructor() {
    super();
    // It shows no section, so it needs no frame.
    this.isFrameLoaded = true;
  }

  override get isButton(): boolean {
    return true;
  }

  override get isFullCenter(): boolean {
    return false;
  }

  protected override updated(): void {
    void this.ask().catch(() => (this.access = undefined));
  }

  /** Until there is an answer, and without one, nothing is shown. */
  protected override renderState(session: Session | undefined): TemplateResult | typeof nothing {
    this.joined = session;
    const { access } = this;
    if (!session?.boot || !access) return nothing;
    if (access.isAllowed) return html`<slot></slot>`;
    const address = session.hasFullCenter ? pageAddress() : session.centerAddress;
    const link = (label: string) => html`<a part="link" href=${address ?? nothing}>${label}</a>`;
    if (access.reason === 'signed_out') {
      return html`<slot name="signed-out"
        ><p part="notice">${msg('This is for customers.')} ${link(msg('Sign in'))}</p></slot
      >`;
    }
    const { supportCode } = this;
    return html`<slot name="refused"
      ><p part="notice">
        ${msg('This is not part of what you have.')} ${link(msg('My Account'))}
        ${supportCode ? msg(str`Support code: ${supportCode}`) : nothing}
      </p></slot
    >`;
  }

  private async ask(): Promise<void> {
    const { joined, levels, match } = this;
    const boot = joined?.boot;
    const question = `${match} ${levels}`;
    if (!boot || (this.asked?.boot === boot && this.asked.question === question)) return;
    const asked = (this.asked = { boot, question });
    // What somebody else may see is gone before the answer is there.
    this.access = undefined;
    this.supportCode = null;
    const request = levels ? { levels, match } : { page: pageAddress() };
    const access = await joined.call('GET /access', { query: request });
    if (this.asked !== asked) return;
    this.access = access;
    if (access.isAllowed || !boot.customer) return;
    const { supportCode } = await joined
      .call('POST /access/refusals', { body: request })
      .catch(() => ({ supportCode: null }));
    if (this.asked === asked) this.supportCode = supportCode;
  }
}

define('customer-center-gate', CustomerCenterGate);

declare global {
  interface HTMLElementTagNameMap {
    'customer-center-gate': CustomerCenterGate;
  }
}
