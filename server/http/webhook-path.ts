/** Where the payment provider sends a site's events. */
export const webhookPath = (siteId: string): string => `/webhooks/${siteId}/stripe`;
