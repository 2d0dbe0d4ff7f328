/** Stands for the payment provider's script: fields that say what was done with them, and answers that a test chooses. */
import { onTestFinished } from 'vitest';

type Answer = { error?: { type: string; code?: string; message?: string } };

export interface FakeProvider {
  /** What `confirmSetup` and `confirmPayment` answer, one after the other; then nothing but success. */
  confirmations: Answer[];
  /** What the bank's question ends in. */
  bank: Answer;
  /** The fields never load. */
  isBlocked: boolean;
  /** What was asked of it, in words. */
  asked: string[];
  returnUrls: string[];
  appearance: { theme?: string; variables?: Record<string, string> };
}

export const cardFields = (clientSecret = 'seti_1_secret_2') => ({
  script: 'http://localhost:9/endive/stripe.js',
  publishableKey: 'pk_test_1',
  clientSecret,
});

let current: FakeProvider;

interface Confirmation {
  confirmParams: { return_url: string };
}

function confirm(kind: string) {
  return ({ confirmParams }: Confirmation): Promise<Answer> => {
    current.asked.push(kind);
    current.returnUrls.push(confirmParams.return_url);
    return Promise.resolve(current.confirmations.shift() ?? {});
  };
}

function element() {
  const listeners = new Map<string, (told: unknown) => void>();
  let field: HTMLElement | undefined;
  return {
    on: (event: string, listen: (told: unknown) => void) => listeners.set(event, listen),
    mount(place: HTMLElement) {
      if (place.getRootNode() !== document) throw new Error('IntegrationError: elements refuse shadow roots');
      if (current.isBlocked) return void setTimeout(() => listeners.get('loaderror')?.({}), 0);
      field = document.createElement('label');
      field.append('Card number', document.createElement('input'));
      place.append(field);
      setTimeout(() => listeners.get('ready')?.({}), 0);
    },
    destroy: () => field?.remove(),
  };
}

/** In the place of the provider's script until the test ends. */
export function fakeProvider(more: Partial<FakeProvider> = {}): FakeProvider {
  current = { confirmations: [], bank: {}, isBlocked: false, asked: [], returnUrls: [], appearance: {}, ...more };
  const mine = current;
  const page = globalThis as { Stripe?: unknown };
  page.Stripe ??= () => ({
    elements: ({ appearance }: { appearance: FakeProvider['appearance'] }) => {
      current.appearance = appearance;
      return { create: element, submit: () => Promise.resolve({}) };
    },
    confirmSetup: confirm('setup'),
    confirmPayment: confirm('payment'),
    handleNextAction: () => {
      current.asked.push('bank');
      return Promise.resolve(current.bank);
    },
  });
  onTestFinished(() => void document.querySelectorAll('[slot=card-entry]').forEach((left) => left.remove()));
  return mine;
}
