/** SQL that gives a saved card as JSON, or null; both arguments are columns of the query around it. */
export const cardSql = (siteId: string, paymentMethodId: string): string => `(
  select json_build_object('brand', m.brand, 'last4', m.last4,
    'expiresMonth', m.expires_month, 'expiresYear', m.expires_year)
  from payment_method m where m.site_id = ${siteId} and m.id = ${paymentMethodId})`;

/** The id of a customer's default card. */
export const defaultCardSql = (siteId: string, customerId: string): string => `(
  select m.id from payment_method m
  where m.site_id = ${siteId} and m.customer_id = ${customerId} and m.is_default and m.removed_at is null)`;
