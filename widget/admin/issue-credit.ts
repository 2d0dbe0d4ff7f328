import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { CreditForm } from '../../server/features/credit-memos/credit-memos.admin.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { formatFor } from '../format.ts';
import { sentenceFor } from './error-sentences.ts';
import { FieldProblem, type FormTexts } from './form.ts';
import { MoneyPanel } from './money-panel.ts';
import { amountText, minorUnits } from './parts/amounts.ts';
import { checkbox, deskButton, radios, textArea } from './parts/controls.ts';

type Issue = 'POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos';
type Creditable = ReplyOf<AdminApi['GET /admin/customers/:customerId/invoices/:invoiceId/credit']>;
type Line = Creditable['lines'][number];

const { amount } = formatFor(navigator.language);
const fieldOf = (lineId: string): string => `amount-${lineId}`;

/** A credit memo from a paid invoice: which lines, how much of each, why, and where the money goes. */
export class IssueCredit extends MoneyPanel<ReplyOf<AdminApi[Issue]>> {
  @state() private found: Creditable | undefined;
  @state() private problem: string | undefined;
  @state() private ticked = new Set<string>();
  @state() private reason: CreditForm['reason'] = 'returned';
  @state() private to: CreditForm['to'] = 'card';
  /** Lines in the order in which they were sent last: refusals count them. */
  private sent: string[] = [];
  /** What was issued, in words. */
  private issued = '';

  @property({ attribute: false }) invoice!: { id: string; number: string };

  private get params() {
    return { customerId: this.customerId, invoiceId: this.invoice.id };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.read();
  }

  private async read(): Promise<void> {
    this.problem = undefined;
    try {
      const { params } = this;
      this.found = await this.desk.call('GET /admin/customers/:customerId/invoices/:invoiceId/credit', { params });
      const usable = this.found.lines.filter(({ totalCents }) => totalCents > 0);
      if (usable.length === 1) this.ticked = new Set(usable.map(({ lineId }) => lineId));
      await this.focusHeading();
    } catch (error) {
      this.problem = sentenceFor(error);
    }
  }

  override render(): TemplateResult {
    return html`<div class="panel">
      <h3 tabindex="-1">Credit invoice ${this.invoice.number}</h3>
      ${this.renderStage()}
    </div>`;
  }

  private renderStage(): TemplateResult {
    const { found, problem } = this;
    const close = (label: string) => deskButton({ label, kind: 'secondary', onClick: () => this.onClose() });
    if (this.answer) {
      return html`<div class="notice success" role="status" tabindex="-1"><div>${this.issued}</div></div>
        <div class="line">${close('Done')}</div>`;
    }
    if (this.isChecking) return html`${this.renderChecking()} ${this.renderFailure()}`;
    if (problem !== undefined) {
      return html`<div class="notice danger" role="alert"><div>${problem}</div></div>
        <div class="line">
          ${deskButton({ label: 'Try again', kind: 'secondary', onClick: () => void this.read() })} ${close('Close')}
        </div>`;
    }
    if (!found) return html`<div aria-busy="true"><div class="skeleton"></div></div>`;
    if (found.creditableCents === 0) {
      return html`<p>All that was paid is credited already.</p>
        <div class="line">${close('Close')}</div>`;
    }
    return this.renderForm(found);
  }

  private renderForm({ lines, creditableCents, currency }: Creditable): TemplateResult {
    return html`<form class="form" novalidate @submit=${this.submit}>
      <fieldset>
        <legend>What to credit</legend>
        <p class="hint">
          ${amount(creditableCents, currency)} of this invoice can be credited. The provider adds the tax of each line.
        </p>
        ${lines.filter(({ totalCents }) => totalCents > 0).map((line) => this.renderLine(line, currency))}
        ${this.fieldErrors.lines ? html`<p class="field-error" role="alert" tabindex="-1">${this.fieldErrors.lines}</p>` : nothing}
      </fieldset>
      ${radios({
        name: 'reason',
        label: 'Why',
        value: this.reason,
        onChange: (value) => (this.reason = value as CreditForm['reason']),
        choices: [
          { value: 'returned', label: 'Returned', hint: 'It came back, or was not what was promised.' },
          { value: 'undelivered', label: 'Undelivered', hint: 'It never came, or the order changed.' },
        ],
      })}
      ${textArea({
        name: 'memo',
        label: 'A sentence for the customer',
        rows: 2,
        maxLength: 300,
        hint: 'They read it beside the memo.',
        error: this.fieldErrors.memo,
      })}
      ${radios({
        name: 'to',
        label: 'Where the money goes',
        value: this.to,
        onChange: (value) => (this.to = value as CreditForm['to']),
        choices: [
          {
            value: 'card',
            label: 'Back to the card',
            hint: 'The one the invoice was paid with. Banks take some days.',
          },
          { value: 'balance', label: 'Onto the balance', hint: 'It pays for what they are charged next.' },
        ],
      })}
      ${this.renderFailure()}
      <div class="line">
        ${deskButton({ label: 'See the total', isBusy: this.isBusy })}
        ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => this.onClose() })}
      </div>
    </form>`;
  }

  private renderLine({ lineId, title, quantity, totalCents }: Line, currency: string): TemplateResult {
    const name = fieldOf(lineId);
    const index = this.sent.indexOf(lineId);
    const error = this.fieldErrors[name] ?? (index < 0 ? undefined : this.fieldErrors[`lines.${index}.cents`]);
    return html`<div class="credit-line">
      ${checkbox({
        name: `tick-${lineId}`,
        label: quantity > 1 ? `${quantity} × ${title}` : title,
        isChecked: this.ticked.has(lineId),
        hint: amount(totalCents, currency),
        onChange: (isTicked) => this.tick(lineId, isTicked),
      })}
      <input
        type="text"
        inputmode="decimal"
        name=${name}
        aria-label="Amount to credit of ${title}, in ${currency}"
        aria-invalid=${error ? 'true' : nothing}
        aria-describedby=${error ? `${name}-error` : nothing}
        .defaultValue=${amountText(totalCents, currency)}
        ?disabled=${!this.ticked.has(lineId)}
      />
      ${error ? html`<p class="field-error" id="${name}-error">${error}</p>` : nothing}
    </div>`;
  }

  private tick(lineId: string, isTicked: boolean): void {
    const ticked = new Set(this.ticked);
    this.fieldErrors = {};
    if (isTicked) ticked.add(lineId);
    else ticked.delete(lineId);
    this.ticked = ticked;
  }

  private readonly submit = (event: SubmitEvent): void =>
    this.send(event, async (texts) => {
      const form = this.formOf(texts);
      const { params } = this;
      const { totalCents, currency } = await this.desk.call(
        'POST /admin/customers/:customerId/invoices/:invoiceId/credit-preview',
        { params, body: form },
      );
      const sum = amount(totalCents, currency);
      const where = form.to === 'card' ? 'back to the card' : 'onto the balance';
      const isSure = await this.desk.confirm({
        title: `Credit ${sum} ${where}?`,
        text: html`Of invoice ${this.invoice.number}, ${sum} goes ${where}. It can’t be taken back. The customer reads:
        “${form.memo}”`,
        action: `Credit ${sum}`,
        isDangerous: true,
      });
      if (!isSure) return;
      this.issued =
        form.to === 'card'
          ? `The memo is issued. ${sum} is on its way back to the card.`
          : `The memo is issued. ${sum} is on the customer’s balance.`;
      await this.ask((idempotencyKey) =>
        this.desk.call('POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos', {
          ...{ params, body: form, idempotencyKey },
        }),
      );
    });

  private formOf(texts: FormTexts): CreditForm {
    const { lines, currency } = this.found as Creditable;
    const wanted = lines.filter(({ lineId }) => this.ticked.has(lineId));
    if (wanted.length === 0) throw new FieldProblem('lines', 'Tick at least one line.');
    this.sent = wanted.map(({ lineId }) => lineId);
    const credited = wanted.map(({ lineId }) => {
      const cents = minorUnits(texts[fieldOf(lineId)] ?? '', currency);
      if (!cents) throw new FieldProblem(fieldOf(lineId), `Type an amount such as ${amountText(1950, currency)}.`);
      return { lineId, cents };
    });
    const memo = (texts.memo ?? '').trim();
    if (memo === '') throw new FieldProblem('memo', 'This is missing: say what it is for.');
    return { lines: credited, reason: this.reason, memo, to: this.to };
  }
}

define('cc-admin-issue-credit', IssueCredit);
