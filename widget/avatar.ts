import { html, type TemplateResult } from 'lit';
import { hideBroken } from './parts/hide-broken.ts';
import type { Session } from './session.ts';

/** Initials; over them the customer's picture, where the site allows one and there is one. Belongs into an `.avatar`. */
export const avatarFace = (session: Session): TemplateResult =>
  html`<span aria-hidden="true">${session.customer?.initials}</span>${
      session.customer?.mayHavePicture
        ? html`<img src=${session.fileUrl('/avatar')} alt="" @error=${hideBroken} />`
        : ''
    }`;
