import { msg } from '@lit/localize';
import type { TemplateResult } from 'lit';
import type { Address } from '../../server/features/addresses/addresses.contract.ts';
import { property } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import type { Surroundings } from '../section.ts';
import { addressErrors, addressForm, addressFormStyles, addressOf } from './address-form.ts';

/** Adds an address in place. What is typed stays in the fields, whatever the server answers. */
class NewAddress extends FormElement {
  @property({ attribute: false }) around!: Surroundings;
  /** Chosen to begin with; by default the country of the locale. */
  @property({ attribute: false }) country: string | undefined;
  /** With all addresses when one was added. */
  @property({ attribute: false }) onDone!: (addresses?: Address[]) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, addressFormStyles);
    void this.updateComplete.then(() => this.querySelector('input')?.focus());
  }

  override render(): TemplateResult {
    return addressForm({
      locale: this.around.format.locale,
      country: this.country,
      errors: this.fieldErrors,
      failure: this.failure,
      isBusy: this.isBusy,
      onSubmit: this.submit,
      onCancel: () => this.onDone(),
    });
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async (data) => {
      try {
        const addresses = await this.around.call('POST /addresses', { body: addressOf(data) });
        this.around.announce(msg('The address is added.'));
        this.onDone(addresses);
      } catch (error) {
        const errors = addressErrors(error, data);
        if (!errors) throw error;
        this.fieldErrors = errors;
        await this.updateComplete;
        this.querySelector<HTMLElement>('[aria-invalid]')?.focus();
      }
    });
  };
}

define('customer-center-new-address', NewAddress);
