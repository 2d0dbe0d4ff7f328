/** What a customer reads of a card: `key, value, …` of a row `m`, for `json_build_object`. */
export const cardFields = `'brand', m.brand, 'last4', m.last4,
  'expiresMonth', m.expires_month, 'expiresYear', m.expires_year`;

/** SQL that gives a saved card as JSON, or null; both arguments are columns of the query around it. */
export const cardSql = (siteId: string, paymentMethodId: string): string => `(
  select json_build_object(${cardFields})
  from payment_method m where m.site_id = ${siteId} and m.id = ${paymentMethodId})`;

/** The id of a customer's default card. */
export const defaultCardSql = (siteId: string, customerId: string): string => `(
  select m.id from payment_method m
  where m.site_id = ${siteId} and m.customer_id = ${customerId} and m.is_default and m.removed_at is null)`;

/** The end of the month that the card of a row `m` expires in: it is good until then. */
export const cardEnds = `(make_date(m.expires_year, m.expires_month, 1) + interval '1 month')::timestamptz`;

/** The subscription or plan of a row `s` is charged to the card of a row `m`, and will be again: it has no end, and is not paid off. */
export const isChargedTo = `s.site_id = m.site_id and s.customer_id = m.customer_id and s.ended_at is null and s.ends_at is null
  and (s.kind = 'subscription' or s.payments_made < s.payments_total)
  and (s.payment_method_id = m.id or (m.is_default and s.payment_method_id is null))`;
