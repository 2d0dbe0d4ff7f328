/** What of Stripe is loaded in a browser, where card fields are shown. */

export interface InBrowser {
  /** Address of the script. */
  script: string;
  /** What a page's content security policy has to allow, by directive. */
  sources: { 'script-src': string[]; 'frame-src': string[]; 'connect-src': string[] };
}

/**
 * Stripe's script is of the same release as the API that the SDK asks for. It puts frames into the page from hosts below its
 * own, and the bank's from another one. Source: Stripe's integration security guide, "Content security policy".
 * @param url in place of Stripe's own addresses
 */
export function stripeInBrowser(url: string | undefined): InBrowser {
  const scripts = url === undefined ? ['https://js.stripe.com', 'https://*.js.stripe.com'] : [url];
  return {
    script: new URL('/endive/stripe.js', scripts[0]).href,
    sources: {
      'script-src': scripts,
      'frame-src': url === undefined ? [...scripts, 'https://hooks.stripe.com'] : scripts,
      'connect-src': [url ?? 'https://api.stripe.com'],
    },
  };
}
