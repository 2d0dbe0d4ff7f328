import { msg } from '@lit/localize';
import { bankWords } from '../parts/bank-words.ts';
import { html, type TemplateResult } from 'lit';
import type { EntryAnswer } from '../../server/features/payment-methods/payment-methods.contract.ts';
import '../card-fields.ts';
import { property } from '../decorators.ts';
import { define } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import { fragmentOf, pageAddress, type Place } from '../places.ts';
import type { Surroundings } from '../section.ts';
import { newWish } from '../wish.ts';
import { pause } from './pause.ts';

/** Saves a card: the provider's fields, or its own page where they can't be shown. */
class AddCard extends FormElement {
  private entry = '';

  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) label!: string;
  /** Where the bank sends the customer back to, when it asks on a page of its own. */
  @property({ attribute: false }) place!: Place;
  @property({ attribute: false }) onAdded!: (answer: EntryAnswer) => void | Promise<void>;
  @property({ attribute: false }) onCancel!: () => void;

  override render(): TemplateResult {
    return html`<customer-center-card-fields
      .begin=${this.begin}
      .locale=${this.around.format.locale}
      .returnTo=${this.returnTo}
      .label=${this.label}
      .elsewhere=${this.elsewhere}
      .onSent=${this.finish}
      .onCancel=${this.onCancel}
      .announce=${(text: string) => this.around.announce(text)}
    ></customer-center-card-fields>`;
  }

  private get returnTo(): string {
    return pageAddress() + fragmentOf(this.place);
  }

  private readonly begin = async () => {
    const { entry, fields } = await this.around.call('POST /payment-methods/card-entries', {
      idempotencyKey: newWish(),
    });
    this.entry = entry;
    return fields;
  };

  private readonly elsewhere = () =>
    this.around.call('POST /payment-methods/hosted-card-entries', {
      body: { returnTo: this.returnTo },
      idempotencyKey: newWish(),
    });

  private readonly finish = async (): Promise<string | undefined> => {
    const answer = await settleEntry(this.around, this.entry);
    if (answer.state === 'added') await this.onAdded(answer);
    return entryWords(answer);
  };
}

/** Asks what became of a card, while the bank makes up its mind. */
export async function settleEntry({ call }: Surroundings, entry: string): Promise<EntryAnswer> {
  for (let tries = 0; ; tries++) {
    const answer = await call('POST /payment-methods/card-entries/finish', { body: { entry } });
    if (answer.state !== 'checking' || tries === 5) return answer;
    await pause(tries);
  }
}

/** Why there is no new card; undefined when there is. */
export function entryWords({ state, reason }: EntryAnswer): string | undefined {
  switch (state) {
    case 'added':
      return undefined;
    case 'failed':
      return `${bankWords(reason)} ${msg('Check what you typed, or take another card. Nothing was charged.')}`.trim();
    case 'unfinished':
      return msg('The card was not saved, and nothing was charged. Try again when you like.');
    case 'checking':
      return msg('Your bank has not decided yet. The card appears here as soon as it has; nothing was charged.');
  }
}

define('customer-center-add-card', AddCard);
