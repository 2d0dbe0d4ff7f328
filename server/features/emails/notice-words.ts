/** The merge fields of emails about money and cards, in the language of whoever reads them. */
import { moneyText } from '../../currency.ts';
import type { Language } from '../../http/values.ts';
import type { CardFace, NoticeFacts } from './notice-facts.store.ts';
import type { NoticeKind } from './notices.ts';

const words = {
  en: {
    ending: (brand: string, last4: string) => `${brand} ending ${last4}`,
    anyCard: 'your payment method',
    anything: 'your purchase',
    everything: 'what you buy from now on',
    onBalance: 'It pays for what comes next, by itself.',
    onInvoice: 'It is taken off what the invoice asks for.',
    onCard: 'The money goes back to the card it was paid with; banks take a few days.',
  },
  de: {
    ending: (brand: string, last4: string) => `${brand} mit Endziffern ${last4}`,
    anyCard: 'Ihrer Zahlungsart',
    anything: 'Ihren Einkauf',
    everything: 'alles, was Sie von nun an kaufen',
    onBalance: 'Das Guthaben bezahlt von selbst, was als Nächstes fällig wird.',
    onInvoice: 'Das verringert, was für die Rechnung zu zahlen ist.',
    onCard: 'Das Geld geht auf die Karte zurück, mit der bezahlt wurde; Banken brauchen dafür einige Tage.',
  },
} as const;

const brands: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

export interface Addresses {
  center: string;
  email: string;
  /** Of an open invoice: pays it without signing in. */
  payLink: string;
}

/** Every merge field of a kind; one that is empty holds the email back. */
export function noticeValues(
  kind: NoticeKind,
  facts: NoticeFacts,
  { language, addresses }: { language: Language; addresses: Addresses },
): Record<string, string> {
  const { center, email, payLink } = addresses;
  const say = words[language];
  const at = (place: string) => `${center}#cc/${place}`;
  const card = facts.card ? cardName(facts.card, language) : '';
  const amount = facts.money ? moneyText(facts.money.cents, facts.money.currency, language) : '';
  const date = facts.at ? dateText(facts.at, language) : '';
  const names = new Intl.ListFormat(language).format(facts.names) || say.everything;
  const { title, number, reason, firstName, invoiceId, isOnBalance, isOnInvoice } = facts;
  switch (kind) {
    case 'welcome':
      return { firstName, link: at(`email/${encodeURI(email)}`), passwordLink: at(`password/${encodeURI(email)}`) };
    case 'receipt':
      return {
        amount,
        // Nothing tells what a payment was for that the vendor took without an invoice.
        title: title || say.anything,
        date,
        method: card || say.anyCard,
        link: at(invoiceId ? `invoices/${invoiceId}` : 'payments'),
      };
    case 'payment-failed':
      return { amount, title, date, payLink, link: at('payment-methods') };
    case 'card-expiring':
      return { card, month: facts.card ? monthText(facts.card, language) : '', names, link: at('payment-methods') };
    case 'card-changed':
      return { card, date, names, link: at('payment-methods') };
    case 'credit-memo':
      return {
        amount,
        number,
        reason,
        destination: isOnBalance ? say.onBalance : isOnInvoice ? say.onInvoice : say.onCard,
        link: at('credit-memos'),
      };
  }
}

const cardName = ({ brand, last4 }: CardFace, language: Language): string =>
  words[language].ending(brands[brand] ?? brand, last4);

const dateText = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(at);

const monthText = ({ expiresMonth, expiresYear }: CardFace, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(Date.UTC(expiresYear, expiresMonth - 1)),
  );
