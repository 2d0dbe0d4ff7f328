/** From the press of *Pay* to a clear end, whatever the network, the bank and the payment provider do. */
import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { PaymentAnswer } from '../../server/features/operations/operations.contract.ts';
import { ApiError } from '../api.ts';
import { askBank } from '../card-entry.ts';
import { wordsFor } from '../card-fields.ts';
import { describeError } from '../describe-error.ts';
import { bankWords } from '../parts/bank-words.ts';
import { button } from '../parts/button.ts';
import { newWish } from '../wish.ts';
import { pause } from './pause.ts';

/** `unknown`: nobody has answered for long, and it may have been paid; it is asked on. */
export type PaymentStage = 'ready' | 'paying' | 'bank' | 'checking' | 'unknown' | 'paid';

interface FlowOptions {
  /** Asks for the payment; the same key asks for the same one. */
  readonly ask: (idempotencyKey: string) => Promise<PaymentAnswer>;
  /** What is asked for, as it now stands. */
  readonly wish: () => string;
  /** Reads from the provider what became of it. */
  readonly settle: () => Promise<PaymentAnswer>;
  /** What the server knows of it; `null` while it knows nothing. Without it `settle` tells. */
  readonly operation?: (operationId: string) => Promise<PaymentAnswer | null>;
  readonly isGone: () => boolean;
  /** With a sentence when it did not work. */
  readonly show: (stage: PaymentStage, sentence?: string) => Promise<void>;
}

/** Names of wishes without a definite answer, so that a second press never asks for a second payment. */
const wishes = new Map<string, string>();
/** After so many somebody who waits is told that it takes long. */
const fewTries = 8;

/** Codes after which it is not known whether the payment was begun. */
const isUnclear = (error: unknown): boolean =>
  !(error instanceof ApiError) || ['unreachable', 'unavailable', 'internal', 'in_progress'].includes(error.code);

export function paymentFlow({ ask, wish, settle, operation, isGone, show }: FlowOptions) {
  let isRunning = false;
  let hurry: () => void;

  async function run(action: () => Promise<void>): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      await action();
    } catch (error) {
      await show('ready', await describeError(error));
    } finally {
      isRunning = false;
    }
  }

  /** Between two askings. */
  async function wait(tries: number): Promise<void> {
    if (tries % fewTries === 0) await show(tries === 0 ? 'checking' : 'unknown');
    await Promise.race([pause(tries), new Promise<void>((resolve) => (hurry = resolve))]);
  }

  async function request(): Promise<void> {
    const name = wish();
    const key = wishes.get(name) ?? newWish();
    wishes.set(name, key);
    await show('paying');
    for (let tries = 0; !isGone(); tries++) {
      try {
        const answer = await ask(key);
        if (answer.state !== 'checking') wishes.delete(name);
        return await follow(answer);
      } catch (error) {
        if (!isUnclear(error)) wishes.delete(name);
        if (!isUnclear(error)) throw error;
        const { operationId } = error instanceof ApiError ? error.details : {};
        if (operationId) return check(operationId);
      }
      await wait(tries);
    }
  }

  async function follow(answer: PaymentAnswer): Promise<void> {
    switch (answer.state) {
      case 'paid':
        wishes.delete(wish());
        return show('paid');
      case 'declined':
        return show(
          'ready',
          `${bankWords(answer.reason)} ${msg('Nothing was charged. Choose another card, or try again.')}`.trim(),
        );
      case 'open':
        return show('ready', msg('The payment was not finished, and nothing was charged. Try again when you like.'));
      case 'bank':
        return askCustomer(answer);
      case 'checking':
        return check(answer.operationId);
    }
  }

  async function askCustomer(told: PaymentAnswer): Promise<void> {
    await show('bank');
    // What the server remembers of it has no secret in it.
    const { fields } = told.fields ? told : await settle();
    let sentence: string | undefined;
    try {
      sentence = fields ? wordsFor(await askBank(fields)) : undefined;
    } catch {
      sentence = msg(
        'Your bank’s question could not be shown here, so nothing was charged. Allow the payment provider’s window, then try again.',
      );
    }
    const answer = await settle();
    // It is not asked twice in a row: the next press does.
    if (answer.state === 'bank' || (sentence && answer.state !== 'paid')) {
      return show(
        'ready',
        sentence ?? msg('The payment was not finished, and nothing was charged. Try again when you like.'),
      );
    }
    return follow(answer);
  }

  async function check(operationId: string | null): Promise<void> {
    for (let tries = 0; ; tries++) {
      await wait(tries);
      if (isGone()) return;
      const answer = await (operationId && operation ? operation(operationId) : settle()).catch(() => null);
      if (answer && answer.state !== 'checking') {
        wishes.delete(wish());
        return follow(answer);
      }
    }
  }

  return {
    pay: () => run(request),
    settle: () => run(async () => follow(await settle())),
    /** After `unknown`: asks at once. The same wish once more pays at most once. */
    async again(): Promise<void> {
      if (!isRunning) return run(() => (wishes.has(wish()) ? request() : check(null)));
      await show('checking');
      hurry();
    },
  };
}

/** What is going on, in a sentence; undefined when there is something to press instead. */
export function stageNotice(stage: PaymentStage, { lookAgain }: { lookAgain: () => void }): TemplateResult | undefined {
  const says = (text: string, kind = '', end?: TemplateResult) =>
    html`<div class="notice ${kind}" part="notice" tabindex="-1" data-focus role="status">
      <div>${text}</div>
      ${end}
    </div>`;
  switch (stage) {
    case 'ready':
      return undefined;
    case 'paying':
      return says(msg('Paying… This takes a few seconds.'));
    case 'bank':
      return says(msg('Your bank asks you to confirm this payment in its own window.'));
    case 'checking':
      return says(msg('We are checking with the payment provider. You will not be charged twice.'));
    case 'unknown':
      return says(
        msg(
          'There is no answer yet. This page keeps asking, and says so when the payment went through. You will not be charged twice.',
        ),
        'warning',
        button({ label: msg('Look again'), kind: 'secondary', onClick: lookAgain }),
      );
    case 'paid':
      return says(msg('Paid. Thank you.'), 'success');
  }
}
