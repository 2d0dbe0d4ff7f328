import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import type { Desk } from './desk.ts';
import { DeskElement } from './form.ts';
import { checkbox, deskButton, group, textInput } from './parts/controls.ts';

/** Both keys of a Stripe account, tried before they are kept. */
export class ConnectStripe extends DeskElement {
  @state() private asksForReplacement = false;

  @property({ attribute: false }) desk!: Desk;
  /** In place of keys that are there. */
  @property({ attribute: false }) isAnother!: boolean;
  @property({ attribute: false }) onConnected!: () => Promise<void>;
  @property({ attribute: false }) onCancel!: () => void;

  protected override firstUpdated(): void {
    if (this.isAnother) this.querySelector<HTMLElement>('input')?.focus();
  }

  override render(): TemplateResult {
    const { fieldErrors, isAnother } = this;
    return group(
      isAnother ? 'Change the keys' : 'Connect Stripe',
      html`<form class="form" novalidate @submit=${this.connect}>
        ${textInput({
          name: 'secretKey',
          label: 'Secret key, or a restricted key',
          type: 'password',
          placeholder: 'sk_live_…',
          maxLength: 300,
          hint: 'It is kept encrypted and never shown again.',
          error: fieldErrors.secretKey,
        })}
        ${textInput({
          name: 'publishableKey',
          label: 'Publishable key',
          placeholder: 'pk_live_…',
          maxLength: 300,
          error: fieldErrors.publishableKey,
        })}
        ${
          this.asksForReplacement || fieldErrors.replaceAccount
            ? checkbox({
                name: 'replaceAccount',
                label: 'Yes, connect this other account',
                isChecked: false,
                error: fieldErrors.replaceAccount,
              })
            : nothing
        }
        ${this.renderFailure()}
        <div class="line">
          ${deskButton({ label: 'Connect', isBusy: this.isBusy })}
          ${isAnother ? deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => this.onCancel() }) : nothing}
        </div>
        <p class="muted">
          Both keys are in Stripe under Developers, API keys (<a
            href="https://dashboard.stripe.com/apikeys"
            target="_blank"
            rel="noopener"
            >dashboard.stripe.com/apikeys</a
          >). Both are tried, Stripe is asked to send its events here, and everything that was ever bought is brought
          in. Nothing changes at Stripe but the address for events.
        </p>
      </form>`,
      isAnother ? undefined : 'Customers add cards, pay invoices and see what they buy from that moment on.',
    );
  }

  private readonly connect = (event: SubmitEvent): void =>
    this.send(event, async ({ secretKey = '', publishableKey = '', replaceAccount }, form) => {
      const body = { secretKey, publishableKey, ...(replaceAccount && { replaceAccount: true }) };
      try {
        await this.desk.call('PUT /admin/provider', { body });
      } catch (error) {
        this.asksForReplacement ||= isAboutReplacing(error);
        throw error;
      }
      form.reset();
      await this.onConnected();
    });
}

const isAboutReplacing = (error: unknown): boolean =>
  Boolean(
    (error as { details?: { fields?: { path: string }[] } }).details?.fields?.some(
      ({ path }) => path === 'replaceAccount',
    ),
  );

define('cc-admin-connect-stripe', ConnectStripe);
