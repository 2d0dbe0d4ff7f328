import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../decorators.ts';
import type { Desk, DeskPlace } from './desk.ts';
import { sentenceFor } from './error-sentences.ts';
import { DeskElement } from './form.ts';
import { deskButton } from './parts/controls.ts';

/**
 * Base of a screen: loads what it shows, says so while it does, and offers another try when that fails. It is made anew
 * for each place, and loads again when the query of its place changes.
 */
export abstract class Screen<Data> extends DeskElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) place!: DeskPlace;

  @state() protected data: Data | undefined;
  @state() private problem: string | undefined;
  private loads = 0;

  /** Is there something typed that leaving would lose? */
  get isUnsaved(): boolean {
    return false;
  }

  /** What stands at its top and in the window's title; with the data, when it depends on them. */
  abstract heading(data: Data | undefined): string;
  protected abstract load(): Promise<Data>;
  protected abstract renderData(data: Data): TemplateResult;
  /** Buttons beside the heading. */
  protected renderActions(_data: Data): TemplateResult | typeof nothing {
    return nothing;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('place')) void this.reload();
  }

  /** Reads anew; what is shown stays until it is there. Of several at a time the last counts. */
  async reload(): Promise<void> {
    const turn = ++this.loads;
    try {
      const data = await this.load();
      if (turn !== this.loads) return;
      this.data = data;
      this.problem = undefined;
      document.title = `${this.heading(data)} – ${this.desk.session.site.headline}`;
    } catch (error) {
      if (turn === this.loads) this.problem = sentenceFor(error);
    }
  }

  /** Of tabs that are wider than the screen, the one at hand is in view. */
  protected override updated(_changed: PropertyValues): void {
    const tabs = this.querySelector<HTMLElement>('.tabs');
    const current = tabs?.querySelector<HTMLElement>('[aria-current]');
    if (!tabs || !current) return;
    const { left, right } = tabs.getBoundingClientRect();
    const tab = current.getBoundingClientRect();
    if (tab.left < left || tab.right > right) tabs.scrollLeft += tab.left - left - 24;
  }

  override render(): TemplateResult {
    const { data } = this;
    return html`<header class="screen-head">
        <h1 tabindex="-1" data-focus>${this.heading(data)}</h1>
        ${data === undefined ? nothing : this.renderActions(data)}
      </header>
      ${this.problem === undefined ? nothing : this.renderProblem(this.problem)}
      ${data === undefined ? this.renderLoading() : this.renderData(data)}`;
  }

  private renderProblem(sentence: string): TemplateResult {
    return html`<div class="notice danger" role="alert" tabindex="-1">
      <div>${sentence}</div>
      ${deskButton({ label: 'Try again', kind: 'secondary', onClick: () => void this.reload() })}
    </div>`;
  }

  private renderLoading(): TemplateResult | typeof nothing {
    if (this.problem !== undefined) return nothing;
    return html`<div class="group" aria-busy="true">
      <div class="skeleton"></div>
      <div class="skeleton"></div>
      <div class="skeleton"></div>
    </div>`;
  }
}
