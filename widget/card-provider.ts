/** The provider's script: loaded once, when card fields open for the first time, and never before. */
import type { CardFields } from '../server/features/operations/operations.contract.ts';
import { safeUrl } from './safe-url.ts';

/** What is used of Stripe.js. */
export interface Provider {
  elements(options: object): Elements;
  confirmSetup(wish: Wish): Promise<Answer>;
  confirmPayment(wish: Wish): Promise<Answer>;
  handleNextAction(wish: { clientSecret: string }): Promise<Answer>;
}

interface Elements {
  create(kind: 'payment', options: object): Element;
  submit(): Promise<Answer>;
}

interface Element {
  mount(place: HTMLElement): void;
  destroy(): void;
  on(event: string, listen: (told: unknown) => void): unknown;
}

interface Wish {
  elements: Elements;
  confirmParams: { return_url: string };
  redirect: 'if_required';
}

export interface Answer {
  error?: { type?: string; code?: string; message?: string };
}

type Maker = (publishableKey: string) => Provider;
interface Page {
  Stripe?: Maker;
  trustedTypes?: {
    createPolicy(name: string, rules: { createScriptURL(address: string): string }): Page['policy'];
  };
  policy?: { createScriptURL(address: string): string };
}

const page = globalThis as unknown as Page;
/** Stripe's own, or the sandbox that stands for it on the machine of a developer. */
const isProvider = /^https:\/\/js\.stripe\.com\/|^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//;
const loadedWithin = 15_000;

let policy: Page['policy'];
let loading: Promise<Maker> | undefined;
const providers = new Map<string, Provider>();

/** Rejects when the script is blocked or can't be reached; it may be asked for again. */
export async function loadProvider({ script, publishableKey }: CardFields): Promise<Provider> {
  loading ??= page.Stripe ? Promise.resolve(page.Stripe) : load(script);
  let make: Maker;
  try {
    make = await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
  const provider = providers.get(publishableKey) ?? make(publishableKey);
  providers.set(publishableKey, provider);
  return provider;
}

async function load(address: string): Promise<Maker> {
  const tag = document.createElement('script');
  tag.async = true;
  tag.src = trusted(address);
  try {
    await within(loadedWithin, (resolve, reject) => {
      tag.onload = resolve;
      tag.onerror = reject;
      document.head.append(tag);
    });
    if (!page.Stripe) throw new Error('the script of the payment provider says nothing');
    return page.Stripe;
  } catch (error) {
    tag.remove();
    throw error;
  }
}

/** The one script address that a page with Trusted Types lets us load. */
function trusted(address: string): string {
  policy ??= page.trustedTypes?.createPolicy('customer-center', {
    createScriptURL: (wanted) => (isProvider.test(wanted) ? (safeUrl(wanted) ?? '') : ''),
  }) ?? { createScriptURL: (wanted) => (isProvider.test(wanted) ? wanted : '') };
  const src = policy.createScriptURL(address);
  if (!String(src)) throw new Error('card fields come from the payment provider only');
  return src;
}

/** Resolves when `begin` says so; rejects when it does, and when nothing is heard in time. */
export const within = (
  millis: number,
  begin: (resolve: (told: unknown) => void, reject: (why: unknown) => void) => void,
): Promise<unknown> => {
  let timer: ReturnType<typeof setTimeout>;
  return new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), millis);
    begin(resolve, reject);
  }).finally(() => clearTimeout(timer));
};
