/** The steps of signing in after the first, loaded together. */
import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { safeUrl } from '../safe-url.ts';
import type { SignInFlow, StepName } from './flow.ts';
import './emailed-link.ts';
import './forgotten-password.ts';
import './inbox.ts';
import './new-password.ts';
import './password.ts';
import './pay-step.ts';
import './register.ts';

export function renderStep(step: Exclude<StepName, 'email'>, flow: SignInFlow): TemplateResult {
  switch (step) {
    case 'hosted':
      return renderHosted(flow);
    case 'inbox':
      return html`<customer-center-inbox .flow=${flow}></customer-center-inbox>`;
    case 'password':
      return html`<customer-center-password .flow=${flow}></customer-center-password>`;
    case 'pay':
      return html`<customer-center-pay-step .flow=${flow}></customer-center-pay-step>`;
    case 'register':
      return html`<customer-center-register .flow=${flow}></customer-center-register>`;
    case 'forgotten':
      return html`<customer-center-forgotten-password .flow=${flow}></customer-center-forgotten-password>`;
    case 'sign-in':
      return html`<customer-center-emailed-link .flow=${flow} .link=${flow.link}></customer-center-emailed-link>`;
    case 'new-password':
      return html`<customer-center-new-password .flow=${flow} .link=${flow.link}></customer-center-new-password>`;
  }
}

/** Where browsers refuse to keep a session on this page, signing in happens on the server's own. */
function renderHosted({ site, link }: SignInFlow): TemplateResult {
  const hostedPage = safeUrl(site.hostedPage);
  // An emailed link goes along, but its token is never written into the page.
  const takeLink = (event: Event) => {
    if (!link || !hostedPage) return;
    event.preventDefault();
    location.assign(`${hostedPage}#cc/${link.kind}/${link.token}`);
  };
  return html`<div>
    <h2 part="heading">${msg('Sign in')}</h2>
    <p class="muted">${msg('Your account opens on a page of its own.')}</p>
    <a class="button primary" part="button button-primary" href=${hostedPage ?? nothing} @click=${takeLink}
      >${msg('Continue')}</a
    >
  </div>`;
}
