import { msg, str } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import type { Offer } from '../../server/features/programs/programs.contract.ts';
import type { Format } from '../format.ts';
import { priceWords } from './price-words.ts';

export const offerStyles = css`
  .offers {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5em), 1fr));
    gap: 0.75em;
  }
  .offer {
    display: flex;
    flex-direction: column;
    gap: 0.4em;
    align-items: flex-start;
  }
  .offer > p:empty:not(.offer-price) {
    display: none;
  }
  .offer-price {
    margin-top: auto;
    font-weight: 600;
  }
  .offer > form {
    width: 100%;
  }
  .offer .secondary {
    color: inherit;
  }
`;

/** Programs that are not owned: what each opens and costs, and one thing to do about it. Under `offerStyles`. */
export const offerList = (offers: Offer[], format: Format, endOf: (offer: Offer) => unknown): TemplateResult =>
  html`<ul class="offers">
    ${offers.map(
      (offer) =>
        html`<li class="card offer" part="card">
          <h4 class="row-title">${offer.program}</h4>
          <p>${offer.description}</p>
          <p class="muted small">${offer.opens.length ? msg(str`Opens ${format.list(offer.opens)}.`) : ''}</p>
          <p class="offer-price">${offer.price ? priceWords(offer.price, format) : ''}</p>
          ${endOf(offer)}
        </li>`,
    )}
  </ul>`;
