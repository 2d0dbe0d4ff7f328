import { msg, str } from '@lit/localize';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import type { Api } from '../../server/contract.ts';

export type Card = NonNullable<ReplyOf<Api['GET /orders/:orderId']>['card']>;

const brands: Record<string, string> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
};

/** Visa, American Express */
export function brandName(brand: string): string {
  if (Object.hasOwn(brands, brand)) return brands[brand]!;
  return !brand || brand === 'unknown' ? msg('Card') : brand[0]!.toUpperCase() + brand.slice(1);
}

/** Visa ending 4242 */
export const cardName = (card: Pick<Card, 'brand' | 'last4'>): string =>
  msg(str`${brandName(card.brand)} ending ${card.last4}`);
