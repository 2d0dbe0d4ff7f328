import { moneyText } from '../../currency.ts';
import { answered } from '../../gateway/answered.ts';
import type { Gateways } from '../../gateway/gateways.ts';
import { GatewayError, type Gateway } from '../../gateway/gateway.ts';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import type { PayableInvoice, PayingStore, WhichInvoice } from '../invoices/paying.store.ts';
import { Unsettled, type OperationsService, type Result } from '../operations/operations.service.ts';
import type { Operation } from '../operations/operations.store.ts';
import type { CreditForm } from './credit-memos.admin.contract.ts';

interface Dependencies {
  gateways: Gateways;
  invoices: PayingStore;
  operations: OperationsService;
  /** Our id of a memo, once it is kept. */
  findMemo: (siteId: string, providerId: string) => Promise<string | undefined>;
}

export type CreditService = ReturnType<typeof creditService>;

/** Credit memos, issued by staff from a paid invoice. */
export function creditService({ gateways, invoices, operations, findMemo }: Dependencies) {
  operations.register('credit-memo', issue);

  async function paid(which: WhichInvoice): Promise<PayableInvoice> {
    const invoice = await invoices.invoice(which);
    if (!invoice) throw notFound();
    if (invoice.status !== 'paid') throw invalid('invoiceId', 'is not paid, so there is nothing to give back');
    return invoice;
  }

  const wishOf = ({ lines, ...form }: CreditForm, { providerId }: PayableInvoice) => ({
    ...form,
    invoiceId: providerId,
    lines: lines.map(({ lineId, cents }) => ({ providerId: lineId, cents })),
  });

  /** Says which line is too much, and how much there is; with its tax it is for the provider to say. */
  async function check(gateway: Gateway, { form, invoice }: { form: CreditForm; invoice: PayableInvoice }) {
    const { lines, creditableCents, currency } = await gateway.readCreditLines(invoice.providerId);
    const left = (cents: number) => moneyText(cents, currency, 'en');
    for (const [index, { lineId, cents }] of form.lines.entries()) {
      const line = lines.find(({ providerId }) => providerId === lineId);
      if (!line) throw invalid(`lines.${index}.lineId`, 'is no line of this invoice');
      if (form.lines.findIndex((each) => each.lineId === lineId) < index)
        throw invalid(`lines.${index}.lineId`, 'is there twice');
      if (cents > line.totalCents)
        throw invalid(`lines.${index}.cents`, `is more than this line: ${left(line.totalCents)}`);
    }
    if (form.lines.reduce((sum, { cents }) => sum + cents, 0) > creditableCents)
      throw invalid('lines', `come to more than what is left to credit: ${left(creditableCents)}`);
  }

  async function issue(operation: Operation): Promise<Result> {
    const { siteId, customerId, id } = operation;
    const { invoiceId, ...form } = operation.input as unknown as CreditForm & { invoiceId: string };
    const invoice = await paid({ siteId, customerId, invoiceId });
    const { gateway } = await gateways.of(siteId);
    try {
      // When it goes on, what was issued already is no longer there to be credited.
      if (operation.tries === 0) await check(gateway, { form, invoice });
      const memo = await gateway.issueCreditMemo({ ...wishOf(form, invoice), operationId: id });
      const changed = [
        { kind: 'credit_memo' as const, providerId: memo },
        { kind: 'invoice' as const, providerId: invoice.providerId },
      ];
      return { answer: { isDone: true, providerId: memo }, changed };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      refuse(error);
      // Nothing was issued, or it would have been found, and to this key the provider answers the same for ever.
      if (error.trouble === 'failed_there' && operation.tries > 0) throw new AppError('provider_unavailable', 503);
      throw new Unsettled({ isDone: false, creditMemoId: null });
    }
  }

  return {
    read: (which: WhichInvoice) =>
      answered(async () => {
        const invoice = await paid(which);
        const { gateway } = await gateways.of(which.siteId);
        const { lines, ...rest } = await gateway.readCreditLines(invoice.providerId);
        return {
          ...rest,
          number: invoice.number,
          lines: lines.map(({ providerId, ...line }) => ({ lineId: providerId, ...line })),
        };
      }),

    preview: (which: WhichInvoice, form: CreditForm) =>
      answered(async () => {
        const invoice = await paid(which);
        const { gateway } = await gateways.of(which.siteId);
        await check(gateway, { form, invoice });
        return gateway.previewCreditMemo(wishOf(form, invoice)).catch((error: unknown) => {
          if (error instanceof GatewayError) refuse(error);
          throw error;
        });
      }),

    async issue(
      which: WhichInvoice & { staffId: string },
      { key, form }: { key: string; form: CreditForm },
    ): Promise<{ isDone: boolean; creditMemoId: string | null }> {
      const { siteId, customerId, invoiceId, staffId } = which;
      const invoice = await paid(which);
      const answer = await operations.run<{ isDone: boolean; providerId?: string }>({
        ...{ siteId, customerId, key, askedBy: `staff:${staffId}`, kind: 'credit-memo' as const },
        input: { invoiceId, ...form },
        subject: `credit:${invoice.providerId}`,
      });
      const memo = answer.providerId === undefined ? undefined : await findMemo(siteId, answer.providerId);
      return { isDone: answer.isDone, creditMemoId: memo ?? null };
    },
  };
}

/** What the provider does not accept, or has no more, is a matter of the lines, in its own words. */
function refuse({ trouble, message }: GatewayError): void {
  if (trouble === 'not_understood' || trouble === 'record_is_gone') throw invalid('lines', message);
}
