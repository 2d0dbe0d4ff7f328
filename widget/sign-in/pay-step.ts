import { html, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import { state } from '../decorators.ts';
import { describeError } from '../describe-error.ts';
import { define } from '../elements.ts';
import { ApiError } from '../api.ts';
import { button } from '../parts/button.ts';
import { Step } from './step.ts';

/** An emailed link that pays one invoice was opened. What it takes loads now. */
class PayStep extends Step {
  @state() private isLoaded = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    if (this.isLoaded) {
      return html`<customer-center-pay-link
        .flow=${this.flow}
        .token=${this.flow.link?.token ?? ''}
      ></customer-center-pay-link>`;
    }
    if (!this.failure) return html`<div class="skeleton" aria-busy="true"></div>`;
    return html`<h2 part="heading" tabindex="-1" data-focus>${msg('No answer')}</h2>
      <p>${this.failure}</p>
      ${button({ label: msg('Try again'), onClick: () => void this.load() })}`;
  }

  private async load(): Promise<void> {
    this.failure = undefined;
    try {
      await import('../pay-link.ts');
      this.isLoaded = true;
    } catch {
      this.failure = await describeError(new ApiError('unreachable'));
      await this.focusNewView();
    }
  }
}

define('customer-center-pay-step', PayStep);
