import { msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { property, state } from './decorators.ts';
import './confirm-identity.ts';
import { dialogStyles } from './dialogs.styles.ts';
import { adopt, define } from './elements.ts';
import type { Gate } from './guard.ts';
import { button } from './parts/button.ts';
import { dialog } from './parts/dialog.ts';
import type { Question } from './section.ts';
import type { CurrentCustomer, Session } from './session.ts';

/** A dangerous button pressed before this is a double click on what opened the dialog, or a page playing tricks. */
const settlingMs = 400;

interface OpenDialog {
  readonly kind: Gate | 'question';
  readonly question?: Question;
  readonly openedAt: number;
  readonly answer: (isYes: boolean) => void;
}

const isSamePerson = (one: CurrentCustomer | null, other: CurrentCustomer | null): boolean =>
  one?.email === other?.email && one?.initials === other?.initials;

/** The dialogs over a section: sign in again, confirm who it is, or a question before something that cannot be undone. */
export class Dialogs extends LitElement {
  @state() private stack: OpenDialog[] = [];

  @property({ attribute: false }) session!: Session;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, dialogStyles);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const open of this.stack) open.answer(false);
  }

  override render(): TemplateResult {
    return html`${this.stack.map((open) =>
      dialog({
        label: this.labelOf(open),
        content: this.renderContent(open),
        onClose: () => this.settle(open, false),
      }),
    )}`;
  }

  protected override updated(): void {
    // Once what it holds stands there, so that the focus goes to its beginning; the center may be gone by then.
    void this.updateComplete.then(() => {
      if (!this.isConnected) return;
      for (const closed of this.querySelectorAll<HTMLDialogElement>('dialog:not([open])')) closed.showModal();
    });
  }

  private labelOf({ kind, question }: OpenDialog): string {
    if (kind === 'sign-in') return msg('Sign in again');
    return kind === 'confirm' ? msg("Confirm it's you") : question!.title;
  }

  private renderContent(open: OpenDialog): TemplateResult {
    if (open.kind === 'sign-in') return this.renderSignIn(open);
    if (open.kind === 'confirm') {
      return html`<customer-center-confirm-identity
        .session=${this.session}
        .onDone=${(isDone: boolean) => this.settle(open, isDone)}
      ></customer-center-confirm-identity>`;
    }
    return this.renderQuestion(open, open.question!);
  }

  private renderSignIn(open: OpenDialog): TemplateResult {
    return html`<p class="notice">
        ${msg('You have been signed out. Sign in again and go on; nothing you typed is lost.')}
      </p>
      <customer-center-sign-in
        .session=${this.session}
        .isPlain=${true}
        .email=${this.session.customer?.email ?? ''}
        .onSignedIn=${() => this.signedInAgain(open)}
      ></customer-center-sign-in>
      ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.settle(open, false) })}`;
  }

  private renderQuestion(open: OpenDialog, question: Question): TemplateResult {
    const goOn = () => {
      if (performance.now() - open.openedAt >= settlingMs) this.settle(open, true);
    };
    return html`<h2 part="heading">${question.title}</h2>
      <p>${question.text}</p>
      <div class="dialog-actions">
        ${button({ label: msg('Cancel'), kind: 'secondary', onClick: () => this.settle(open, false) })}
        ${button({ label: question.yes, kind: 'danger', onClick: goOn })}
      </div>`;
  }

  /** Resolves to false when the person closes the dialog. */
  pass(kind: Gate): Promise<boolean> {
    const { gates } = this.session;
    const waiting = gates.get(kind) ?? this.push({ kind }).finally(() => gates.delete(kind));
    gates.set(kind, waiting);
    return waiting;
  }

  ask(question: Question): Promise<boolean> {
    return this.push({ kind: 'question', question });
  }

  private push(open: Pick<OpenDialog, 'kind' | 'question'>): Promise<boolean> {
    return new Promise((answer) => {
      this.stack = [...this.stack, { ...open, answer, openedAt: performance.now() }];
    });
  }

  private settle(open: OpenDialog, isYes: boolean): void {
    if (!this.stack.includes(open)) return;
    // Closed before it goes away, so that the browser gives the focus back.
    this.querySelectorAll('dialog')[this.stack.indexOf(open)]?.close();
    this.stack = this.stack.filter((other) => other !== open);
    open.answer(isYes);
  }

  private async signedInAgain(open: OpenDialog): Promise<void> {
    const before = this.session.customer;
    await this.session.load();
    // Somebody else: nothing of the first person may stay, so the page starts afresh.
    if (!isSamePerson(before, this.session.customer)) location.reload();
    else this.settle(open, true);
  }
}

define('customer-center-dialogs', Dialogs);
