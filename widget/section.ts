import { msg } from '@lit/localize';
import { html, type CSSResult, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import type { SectionName } from '../server/features/boot/boot.contract.ts';
import type { Call } from './api.ts';
import { describeError } from './describe-error.ts';
import { FormElement } from './form-element.ts';
import type { Format } from './format.ts';
import { button } from './parts/button.ts';
import { notice } from './parts/notice.ts';
import { skeletonRows } from './parts/skeleton.ts';
import type { Place } from './places.ts';
import type { Session } from './session.ts';

export interface Question {
  readonly title: string;
  /** What will happen, and from when. */
  readonly text: string;
  readonly yes: string;
}

/** What a section needs of what is around it. */
export interface Surroundings {
  readonly session: Session;
  /** Asks to sign in or to confirm when the server wants that, then goes on. */
  readonly call: Call;
  readonly format: Format;
  hrefOf(place: Place): string;
  titleOf(section: SectionName): string;
  announce(text: string): void;
  /** Asks once before something that cannot be taken back; true to go on. */
  confirm(question: Question): Promise<boolean>;
}

/** Base of all sections: loading, busy, empty, error, confirm-then-do. Sections have no try/catch of their own. */
export abstract class Section<Data> extends FormElement {
  /** Styles that the root adopts when the section is first shown. */
  static readonly sheet: CSSResult | undefined;

  /** When something was done that other sections show too, as paying. */
  static changedAt = 0;

  private loadedAt = 0;

  /** Counts the askings: of two answers the later asked one counts, whichever comes last. */
  private askings = 0;

  @state() protected data: Data | undefined;
  @state() protected problem: string | undefined;

  @property({ attribute: false }) around!: Surroundings;
  /** What follows the section in the address: the one thing to show. */
  @property({ attribute: false }) placeId: string | undefined;
  /** Reached by a link inside the center, so the heading takes the focus. */
  @property({ attribute: false }) isArriving = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // At first, and when shown again after a while or a change: what is there stays until the fresh answer comes.
    const isOld = this.loadedAt < Math.max(Section.changedAt, Date.now() - 60_000);
    if (!this.askings || (this.loadedAt && isOld)) this.reload();
  }

  protected abstract load(): Promise<Data>;
  protected abstract renderData(data: Data): TemplateResult;
  protected abstract renderHeading(data: Data | undefined): TemplateResult;

  protected override updated(): void {
    if (!this.isArriving) return;
    const heading = this.querySelector<HTMLElement>('h2');
    heading?.focus();
    if (heading) this.isArriving = false;
  }

  override render(): TemplateResult {
    // One template for all states, so that the heading stays the same element and keeps the focus.
    return html`${this.renderHeading(this.data)}${this.renderBody()}`;
  }

  private renderBody(): TemplateResult {
    if (this.problem) return this.renderProblem(this.problem);
    return this.data ? this.renderData(this.data) : this.renderSkeleton();
  }

  protected renderSkeleton(): TemplateResult {
    return skeletonRows(3);
  }

  private renderProblem(problem: string): TemplateResult {
    const retry = button({ label: msg('Try again'), kind: 'secondary', onClick: () => this.reload() });
    return notice({ kind: 'danger', text: problem, action: retry });
  }

  protected heading(text: string): TemplateResult {
    return html`<h2 part="heading" tabindex="-1">${text}</h2>`;
  }

  protected reload(): void {
    void this.loadAnew();
  }

  private async loadAnew(): Promise<void> {
    const mine = ++this.askings;
    this.problem = undefined;
    try {
      const data = await this.load();
      if (mine !== this.askings) return;
      this.data = data;
      this.loadedAt = Date.now();
    } catch (error) {
      const sentence = await describeError(error);
      if (mine === this.askings) this.problem = sentence;
    }
  }

  /** Runs something that has no form; a failure becomes the sentence above the section. */
  protected async act(action: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = undefined;
    try {
      await action();
    } catch (error) {
      this.failure = await describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected async confirmThenDo(question: Question, action: () => Promise<void>): Promise<void> {
    if (await this.around.confirm(question)) await this.act(action);
  }
}
