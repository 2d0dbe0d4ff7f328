/**
 * A page whose Trusted Types policy forbids `lit-html` stops Lit where it is loaded, before any element is defined. Then a
 * plain link to the hosted page is shown instead. Imported first, so that it is in place when Lit fails.
 */
import { connect } from './api.ts';
import { safeUrl } from './safe-url.ts';

class PlainLink extends HTMLElement {
  connectedCallback(): void {
    const site = this.getAttribute('site') ?? '';
    const link = document.createElement('a');
    const origin = new URL(import.meta.url).origin;
    link.href = `${origin}/c/${encodeURIComponent(site)}`;
    link.textContent = document.documentElement.lang.startsWith('de')
      ? 'Kundencenter öffnen'
      : 'Open your customer center';
    this.replaceChildren(link);
    const server = new URL(this.getAttribute('server') || origin, document.baseURI).href;
    connect(
      server,
      site,
    )('GET /boot').then(
      (boot) => (link.href = safeUrl(boot.site.hostedPage) ?? link.href),
      () => undefined,
    );
  }
}

setTimeout(() => {
  if (!customElements.get('customer-center')) customElements.define('customer-center', PlainLink);
});
