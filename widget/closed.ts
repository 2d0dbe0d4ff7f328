/** What a signed-in customer reads while the center is off; loaded only then. */
import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { button } from './parts/button.ts';

export const renderClosed = (onSignOut: () => void): TemplateResult =>
  html`<div class="message">
    <h2 part="heading">${msg('Closed at the moment')}</h2>
    <p>
      ${msg('You are signed in, but the customer center is switched off for now. What you bought is not affected.')}
    </p>
    ${button({ label: msg('Sign out'), kind: 'secondary', onClick: onSignOut })}
  </div>`;
