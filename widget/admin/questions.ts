import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import type { AdminCall, Question } from './desk.ts';
import { sentenceFor } from './error-sentences.ts';
import { deskButton, textInput } from './parts/controls.ts';

/** The desk's dialogs: one question at a time, and the proof that it is still you. */
export class Questions extends LitElement {
  @state() private question: Question | undefined;
  @state() private proof: { needsCode: boolean } | undefined;
  @state() private failure = '';
  @state() private isBusy = false;
  private answer: ((isYes: boolean) => void) | undefined;

  @property({ attribute: false }) call!: AdminCall;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  ask(question: Question): Promise<boolean> {
    this.question = question;
    return this.open();
  }

  /** Asks for password and code, and sends them. False: it was given up. */
  prove(needsCode: boolean): Promise<boolean> {
    this.proof = { needsCode };
    return this.open();
  }

  private async open(): Promise<boolean> {
    this.answer?.(false);
    this.failure = '';
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
    return new Promise((resolve) => (this.answer = resolve));
  }

  override render(): TemplateResult {
    const title = this.question?.title ?? 'Confirm it’s you';
    return html`<dialog aria-label=${title} @close=${this.closed}>
      ${this.proof ? this.renderProof(this.proof.needsCode) : this.question ? this.renderQuestion(this.question) : nothing}
    </dialog>`;
  }

  private renderQuestion({ title, text, action, isDangerous }: Question): TemplateResult {
    return html`<div class="stack">
      <h2>${title}</h2>
      <div>${text}</div>
      <div class="line">
        ${deskButton({ label: action, kind: isDangerous ? 'danger' : 'primary', onClick: () => this.end(true) })}
        ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => this.end(false) })}
      </div>
    </div>`;
  }

  private renderProof(needsCode: boolean): TemplateResult {
    return html`<form class="form" novalidate @submit=${this.sendProof}>
      <h2>Confirm it’s you</h2>
      <p>This is guarded: it takes a proof that is younger than ten minutes.</p>
      ${textInput({ id: 'proof-password', name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
      ${needsCode ? textInput({ id: 'proof-code', name: 'code', label: 'Code of your app', autocomplete: 'one-time-code' }) : nothing}
      ${this.failure ? html`<div class="notice danger" role="alert"><div>${this.failure}</div></div>` : nothing}
      <div class="line">
        ${deskButton({ label: 'Confirm', isBusy: this.isBusy })}
        ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => this.end(false) })}
      </div>
    </form>`;
  }

  private readonly sendProof = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { password = '', code } = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<
      string,
      string
    >;
    this.isBusy = true;
    try {
      await this.call('POST /admin/confirmation', { body: { password, ...(code !== undefined && { code }) } });
      this.end(true);
    } catch (error) {
      this.failure = sentenceFor(error);
    } finally {
      this.isBusy = false;
    }
  };

  /** Gives up what is asked, as when its place is left. */
  dismiss(): void {
    if (this.answer) this.end(false);
  }

  /** The event comes late: another question may be open by then. */
  private readonly closed = (event: Event): void => {
    if (!(event.target as HTMLDialogElement).open) this.end(false);
  };

  private end(isYes: boolean): void {
    const { answer } = this;
    this.answer = undefined;
    this.question = undefined;
    this.proof = undefined;
    this.querySelector('dialog')?.close();
    answer?.(isYes);
  }
}

define('cc-desk-questions', Questions);
