import { html, type TemplateResult } from 'lit';
import { ApiError } from '../api.ts';
import { property, state } from '../decorators.ts';
import { newWish } from '../wish.ts';
import type { Desk } from './desk.ts';
import { DeskElement } from './form.ts';
import { deskButton } from './parts/controls.ts';

/** What says nothing of whether it was done. */
const isNoAnswer = (error: unknown): boolean =>
  error instanceof ApiError && ['unreachable', 'in_progress', 'internal', 'unavailable'].includes(error.code);

/** Seconds after which it is asked again by itself; what was interrupted goes on half a minute later. */
const pauses = [5, 30, 30];

/**
 * Base of what moves money or cards. A wish has one name until there is a definite answer to it, so that asking again tells
 * what became of it and does nothing twice.
 */
export abstract class MoneyPanel<Answer extends { isDone: boolean }> extends DeskElement {
  private wish: { name: string; send: (name: string) => Promise<Answer>; looks: number } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  @state() protected isChecking = false;
  @state() protected answer: Answer | undefined;

  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) customerId!: string;
  /** What is shown around it has changed. */
  @property({ attribute: false }) onChanged!: () => Promise<void>;
  @property({ attribute: false }) onClose!: () => void;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override firstUpdated(): void {
    void this.focusHeading();
  }

  /** With what is in the panel now in sight. */
  protected async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  /** Sends a wish. Throws when it is refused. */
  protected async ask(send: (name: string) => Promise<Answer>): Promise<void> {
    this.wish = { name: newWish(), send, looks: 0 };
    await this.look();
  }

  /** What became of it. */
  private async look(): Promise<void> {
    const { wish } = this;
    if (!wish) return;
    clearTimeout(this.timer);
    try {
      const answer = await wish.send(wish.name);
      if (!answer.isDone) return this.wait();
      this.settle();
      this.answer = answer;
    } catch (error) {
      if (isNoAnswer(error)) return this.wait();
      this.settle();
      throw error;
    }
    await this.onChanged();
    await this.focusOutcome();
  }

  private settle(): void {
    this.wish = undefined;
    this.isChecking = false;
  }

  private wait(): void {
    const isNews = !this.isChecking;
    this.isChecking = true;
    // Once, and not each time it is looked again: what had the focus is gone.
    if (isNews) void this.focusOutcome();
    const seconds = this.wish && pauses[this.wish.looks++];
    if (seconds !== undefined && this.isConnected) this.timer = setTimeout(() => this.lookAgain(), seconds * 1000);
  }

  private readonly lookAgain = (): void => void this.act(() => this.look());

  protected async focusOutcome(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('[role=status]')?.focus();
  }

  protected renderChecking(): TemplateResult {
    return html`<div class="notice warning" role="status" tabindex="-1">
        <div>
          <strong>Checking.</strong> The payment provider has not said yet what became of it. It is done once, goes on
          by itself, and stands here when it is known. You may leave this page.
        </div>
      </div>
      <div class="line">
        ${deskButton({ label: 'Look again', kind: 'secondary', isBusy: this.isBusy, onClick: this.lookAgain })}
        ${deskButton({ label: 'Close', kind: 'link', onClick: () => this.onClose() })}
      </div>`;
  }
}
