/** SQL: the site has a payment provider that can be asked for something. */
export const isConnected = (siteId: string): string =>
  `exists (select from provider_connection k where k.site_id = ${siteId})`;
