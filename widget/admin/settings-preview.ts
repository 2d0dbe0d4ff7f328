import { LitElement, html, type TemplateResult } from 'lit';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { draftOf, type Change, type Settings } from './settings-change.ts';

type View = 'signed_out' | 'signed_in';

/** Half a second after the last stroke: each draft loads the page anew. */
const patience = 500;

/** The real center with the settings at hand, beside the form. */
export class SettingsPreview extends LitElement {
  @property({ attribute: false }) site = '';
  @property({ attribute: false }) change: Change = {};
  @property({ attribute: false }) settings!: Settings;

  @state() private view: View = 'signed_out';
  @state() private address = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(): void {
    const draft = draftOf(this.change, this.view, this.settings.language);
    // Its end tells versions apart that look the same here, as a logo that was uploaded anew.
    const address = `/admin/${this.site}/preview?draft=${draft}#${encodeURIComponent(this.settings.logoUrl ?? '')}`;
    if (this.address === '') this.address = address;
    if (this.address === address) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.address = address), patience);
  }

  override render(): TemplateResult {
    return html`<div class="settings-preview">
      <div class="settings-views" role="group" aria-label="Preview of">
        ${this.renderView('signed_out', 'Signing in')} ${this.renderView('signed_in', 'Signed in')}
      </div>
      <iframe title="Preview of the center, with made-up data" src=${this.address}></iframe>
      <p class="hint">
        The center itself, with what is not saved yet and a made-up customer. On your page it takes its font.
      </p>
    </div>`;
  }

  private renderView(view: View, label: string): TemplateResult {
    return html`<button
      type="button"
      class="button secondary"
      aria-pressed=${this.view === view ? 'true' : 'false'}
      @click=${() => (this.view = view)}
    >
      ${label}
    </button>`;
  }
}

define('cc-desk-settings-preview', SettingsPreview);
