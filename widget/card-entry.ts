/**
 * The payment provider's own card fields, in the page. No number ever reaches the page or this server: the fields stand in a
 * frame of the provider. They refuse to stand in a shadow root, so they are put into the light DOM of the public element,
 * and shown where its tree has `<slot name="card-entry">`. Knows no session and no texts, so that the staff's page uses it too.
 */
import type { CardFields } from '../server/features/operations/operations.contract.ts';
import { appearanceOf, fontsOfPage } from './card-look.ts';
import { loadProvider, type Answer, within } from './card-provider.ts';

export interface CardEntryOptions {
  /** The public element, whose root has the slot; it must not stand in a shadow root itself. */
  readonly host: HTMLElement;
  readonly fields: CardFields;
  /** Of the texts in the fields. */
  readonly locale: string;
}

/**
 * `sent`: the server is to be asked what became of it. `incomplete`: the fields themselves say what is missing. `declined`:
 * the reason is in words, in the language of the fields. `unconfirmed`: the bank has not heard from its customer.
 */
export type Outcome =
  { state: 'sent' } | { state: 'incomplete' } | { state: 'declined'; reason: string } | { state: 'unconfirmed' };

export interface CardEntry {
  /** Sends what was typed. Resolves when the bank has answered too, unless it wants to be asked on a page of its own. */
  confirm(returnTo: string): Promise<Outcome>;
  /** Leaves nothing behind. */
  close(): void;
}

const readyWithin = 20_000;

/** Rejects when the fields can't be shown here: script or frame blocked, no connection, a shadow root around the element. */
export async function openCardEntry({ host, fields, locale }: CardEntryOptions): Promise<CardEntry> {
  const provider = await loadProvider(fields);
  for (const left of host.querySelectorAll(':scope > [slot=card-entry]')) left.remove();
  const place = document.createElement('div');
  place.slot = 'card-entry';
  host.append(place);
  const elements = provider.elements({
    clientSecret: fields.clientSecret,
    appearance: appearanceOf(host),
    fonts: fontsOfPage(),
    locale,
  });
  const element = elements.create('payment', { layout: 'tabs', wallets: { applePay: 'never', googlePay: 'never' } });
  const close = () => {
    element.destroy();
    place.remove();
  };
  try {
    await within(readyWithin, (resolve, reject) => {
      element.on('ready', resolve);
      element.on('loaderror', reject);
      element.mount(place);
    });
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    confirm: async (return_url) => {
      const { error } = await elements.submit();
      if (error) return { state: 'incomplete' };
      const wish = { elements, confirmParams: { return_url }, redirect: 'if_required' } as const;
      const isSetup = fields.clientSecret.startsWith('seti_');
      return outcomeOf(await (isSetup ? provider.confirmSetup(wish) : provider.confirmPayment(wish)));
    },
  };
}

/** Has the bank ask its customer about a payment that has begun. */
export async function askBank(fields: CardFields): Promise<Outcome> {
  const provider = await loadProvider(fields);
  return outcomeOf(await provider.handleNextAction({ clientSecret: fields.clientSecret }));
}

function outcomeOf({ error }: Answer): Outcome {
  if (error?.type === 'validation_error') return { state: 'incomplete' };
  if (/authentication_failure$/.test(error?.code ?? '')) return { state: 'unconfirmed' };
  if (error?.type === 'card_error') return { state: 'declined', reason: error.message ?? '' };
  // Also after an answer that got lost, or that it was done before: the server reads what is true.
  return { state: 'sent' };
}
