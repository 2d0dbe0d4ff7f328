import { msg } from '@lit/localize';
import { css, type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { CustomerCenter } from './customer-center.ts';
import { define } from './elements.ts';
import { pageAddress } from './places.ts';
import type { Session } from './session.ts';

/**
 * For the header of a site: "Sign in", or the avatar with its menu. Shares its session with the centers of the page.
 *
 * @element customer-center-button
 *
 * @attr site - Public id of the site. Required.
 * @attr server - Address of the server, as for `customer-center`. Default: where this script came from.
 * @attr theme - `auto` (default), `light` or `dark`, as for `customer-center`.
 * @attr locale - Language, such as `de`. Default: the language of the page.
 *
 * @csspart button - The link to sign in; also `avatar` and `menu` when signed in.
 */
export class CustomerCenterButton extends CustomerCenter {
  static override styles: CSSResultGroup = [
    CustomerCenter.styles,
    css`
      :host {
        display: inline-block;
        container: none;
        min-width: 44px;
        min-height: 44px;
      }
    `,
  ];

  override get isButton(): boolean {
    return true;
  }

  override get isFullCenter(): boolean {
    return false;
  }

  protected override renderState(session: Session | undefined): TemplateResult | typeof nothing {
    if (!session?.boot) return nothing;
    if (session.customer) {
      return this.isFrameLoaded
        ? html`<customer-center-frame .center=${this} .session=${session}></customer-center-frame>`
        : nothing;
    }
    const address = session.hasFullCenter ? pageAddress() : session.centerAddress;
    return html`<a class="button primary" part="button" href=${address ?? nothing}>${msg('Sign in')}</a>`;
  }
}

define('customer-center-button', CustomerCenterButton);

declare global {
  interface HTMLElementTagNameMap {
    'customer-center-button': CustomerCenterButton;
  }
}
