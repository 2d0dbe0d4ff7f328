import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Address } from '../../server/features/addresses/addresses.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { notice } from '../parts/notice.ts';
import { pill } from '../parts/pill.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { Section } from '../section.ts';
import { addressLines, countryNames } from './address-lines.ts';

/** All addresses, the default one first. New ones are added; existing ones stay as they are. */
class Addresses extends Section<Address[]> {
  static override readonly sheet = css`
    .addresses {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 15em), 1fr));
      gap: 0.75em;
    }
    .addresses .row-skeleton {
      height: 10em;
    }
    .address {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
    }
    .address:focus {
      outline: none;
    }
    .address p span {
      display: block;
    }
    .address-end {
      display: flex;
      align-items: center;
      min-height: 44px;
      margin: auto 0 -0.6em;
      padding-top: 0.3em;
    }
  `;

  @state() private isAdding = false;
  @state() private success = '';

  protected load(): Promise<Address[]> {
    return this.around.call('GET /addresses');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Addresses'));
  }

  protected override renderSkeleton(): TemplateResult {
    return skeletonRows(2, 'addresses');
  }

  protected renderData(addresses: Address[]): TemplateResult {
    return html`${this.success ? notice({ kind: 'success', text: this.success }) : nothing}
    ${this.isAdding ? nothing : failureNotice(this.failure)}
    ${
      addresses.length
        ? html`<ul class="addresses">
              ${addresses.map((address) => this.renderAddress(address))}
            </ul>
            <p class="muted small">
              ${msg('Addresses are not edited, because past orders and invoices went to them. If one has changed, add the new one and make it the default.')}
            </p>`
        : empty('addresses', msg('Your addresses will appear here.'))
    }
    ${this.isAdding ? this.renderForm(addresses) : html`<div>${button({ label: msg('Add an address'), onClick: this.add })}</div>`}`;
  }

  private renderAddress(address: Address): TemplateResult {
    const lines = addressLines(address, countryNames(this.around.format.locale));
    return html`<li class="card address" part="card" tabindex=${address.isDefault ? '-1' : nothing}>
      <p>${lines.map((line, at) => html`<span class=${at ? '' : 'row-title'}>${line}</span>`)}</p>
      <div class="address-end">
        ${
          address.isDefault
            ? pill(msg('Default'))
            : html`<button
                class="link"
                part="link"
                type="button"
                aria-disabled=${this.isBusy ? 'true' : nothing}
                @click=${() => void this.act(() => this.makeDefault(address))}
              >
                ${msg('Make default')}<span class="hidden">: ${lines.slice(0, 2).join(', ')}</span>
              </button>`
        }
      </div>
    </li>`;
  }

  private renderForm(addresses: Address[]): TemplateResult {
    return html`<customer-center-new-address
      .around=${this.around}
      .country=${addresses[0]?.country}
      .onDone=${this.finish}
    ></customer-center-new-address>`;
  }

  private readonly add = (): void =>
    void this.act(async () => {
      await import('./new-address.ts');
      this.open(true);
    });

  private open(isAdding: boolean): void {
    this.isAdding = isAdding;
    this.success = '';
    this.failure = undefined;
    if (!isAdding) void this.updateComplete.then(() => this.querySelector<HTMLElement>('.button')?.focus());
  }

  private readonly finish = (addresses?: Address[]): void => {
    this.open(false);
    if (!addresses) return;
    this.data = addresses;
    this.success = msg('The address is added.');
  };

  private async makeDefault({ id, line1 }: Address): Promise<void> {
    this.success = '';
    const addresses = await this.around.call('PUT /addresses/:addressId/default', {
      params: { addressId: id },
      body: {},
    });
    this.data = addresses;
    this.around.announce(msg(str`${line1} is your default address now.`));
    // Its button is gone.
    await this.updateComplete;
    this.querySelector<HTMLElement>('.address[tabindex]')?.focus();
  }
}

define('customer-center-addresses', Addresses);
