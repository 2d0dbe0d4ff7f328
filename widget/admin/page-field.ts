import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { AdminPage } from '../../server/features/pages/pages.admin.contract.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import type { AdminCall } from './desk.ts';
import { FieldProblem } from './form.ts';

/** Waits until nobody types for a moment. */
const restMs = 200;

/** A field for a page of the site: those that are known are offered by address and title while one types. */
export class PageField extends LitElement {
  @property({ attribute: false }) call!: AdminCall;
  /** Unique on the screen. */
  @property({ attribute: false }) name = 'page';
  @property({ attribute: false }) label = 'Page';
  @property({ attribute: false }) hint: string | undefined;
  @property({ attribute: false }) error: string | undefined;
  /** An address. */
  @property({ attribute: false }) value = '';
  @property({ attribute: false }) isDisabled = false;

  @state() private offered: AdminPage[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: string | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override render(): TemplateResult {
    const { name, hint, error } = this;
    const about = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
    return html`<div class="field">
      <label for=${name}>${this.label}</label>
      <input
        id=${name}
        name=${name}
        type="text"
        inputmode="url"
        list="${name}-pages"
        .defaultValue=${this.value}
        maxlength="2048"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        ?disabled=${this.isDisabled}
        aria-invalid=${error ? 'true' : nothing}
        aria-describedby=${about || nothing}
        @focus=${(event: Event) => void this.offer(event.target as HTMLInputElement)}
        @input=${this.wait}
      />
      <datalist id="${name}-pages">
        ${this.offered.map(({ address, title }) => html`<option value=${address} label=${title || nothing}></option>`)}
      </datalist>
      ${error ? html`<p class="field-error" id="${name}-error">${error}</p>` : nothing}
      ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}
    </div>`;
  }

  private readonly wait = (event: Event): void => {
    // Later the event is said to come from the element around everything.
    const input = event.target as HTMLInputElement;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.offer(input), restMs);
  };

  private async offer(input: HTMLInputElement): Promise<void> {
    const search = input.value.trim().slice(0, 200);
    if (search === this.asked) return;
    this.asked = search;
    try {
      const { items } = await this.call('GET /admin/pages', { query: search ? { search } : {} });
      if (search === this.asked) this.offered = items;
    } catch {
      // What is typed counts without an offer too, and the next letter asks again.
      this.asked = undefined;
    }
  }
}

const bare = (address: string): string => address.trim().toLowerCase().replace(/\/+$/, '');

/** The known page that was typed into the field of that name, by its address or its title. */
export async function findPage(call: AdminCall, typed: string, field: string): Promise<AdminPage> {
  const wanted = bare(typed);
  const { items } = await call('GET /admin/pages', {
    query: { search: typed.trim().replace(/\/+$/, '').slice(0, 200) },
  });
  const found =
    items.find(({ address }) => bare(address) === wanted) ?? items.find(({ title }) => bare(title) === wanted);
  if (!found) throw new FieldProblem(field, 'No known page has this address or title. Add it under Pages first.');
  return found;
}

define('cc-admin-page-field', PageField);
