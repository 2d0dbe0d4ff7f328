/** Credit notes: an invoice is taken back, wholly or in part. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { paymentOf, settle } from './invoices.ts';
import { balanceTransaction, creditNote, creditNoteLine, creditNoteLines } from './objects/credits.ts';
import { checkRefund, refundCharge } from './refunds.ts';
import type { StripeRequests } from './requests.ts';
import { addObject, idOf } from './state.ts';
import { change, create, mergeMetadata, need, newId, type World } from './world.ts';

type Told = StripeRequests['POST /v1/credit_notes'];

/** What there is to do for one, all checked. */
interface Plan {
  invoice: Stripe.Invoice;
  note: Stripe.CreditNote;
  charge: Stripe.Charge | undefined;
  credit: number;
  refund: number;
}

/**
 * The note as it would be; nothing is done.
 * @throws StripeRefusal
 */
export function planNote(world: World, told: Told, isPreview = false): Plan {
  const invoice = need(world, 'invoice', told.invoice, { param: 'invoice' });
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalidRequest(`You can only create a credit note on an open or paid invoice.`, { param: 'invoice' });
  const id = newId('cn');
  const lines = makeLines(invoice, told);
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const notes = notesOf(world, told.invoice);
  const isPaid = invoice.status === 'paid';
  checkTotal(invoice, { total, before: notes });
  const { credit_amount: credit = 0, refund_amount: refund = 0, out_of_band_amount: elsewhere = 0 } = told;
  const linked = (told.refunds ?? []).map(({ refund: refundId = '', amount_refunded }) => {
    const found = need(world, 'refund', refundId, { param: 'refunds[0][refund]' });
    return {
      refund: found.id,
      amount_refunded: amount_refunded ?? found.amount,
      payment_record_refund: null,
      type: 'refund',
    };
  });
  const given = credit + refund + elsewhere + linked.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
  // A preview tells what it would come to, so whoever asks need not know where it is to go.
  if (isPaid && given !== total && !(isPreview && given === 0))
    throw invalidRequest(
      `The sum of credit amount, refund amount and out of band amount (${given}) must equal the post payment credit note amount (${total}).`,
    );
  if (!isPaid && given)
    throw invalidRequest('Amounts can only be credited or refunded on invoices that have been paid.');
  const charge = isPaid ? chargeOf(world, told.invoice) : undefined;
  if (refund && !charge) throw invalidRequest('There is no charge to refund.', { param: 'refund_amount' });
  if (refund && charge) checkRefund(charge, refund);
  const count = [...world.state.credit_note.values()].filter((each) => idOf(each.invoice) === told.invoice).length + 1;
  const note = creditNote({
    id,
    customer: idOf(invoice.customer) ?? '',
    invoice: told.invoice,
    number: `${invoice.number}-CN-${String(count).padStart(2, '0')}`,
    lines: creditNoteLines(id, lines),
    created: world.now(),
    currency: invoice.currency,
    effective_at: told.effective_at ?? world.now(),
    memo: told.memo ?? null,
    metadata: mergeMetadata({}, told.metadata),
    out_of_band_amount: elsewhere || null,
    post_payment_amount: isPaid ? total : 0,
    pre_payment_amount: isPaid ? 0 : total,
    reason: told.reason ?? null,
    refunds: linked,
    type: isPaid ? 'post_payment' : 'pre_payment',
  });
  return { invoice, note, charge, credit, refund };
}

const notesOf = ({ state }: World, invoiceId: string): number =>
  [...state.credit_note.values()]
    .filter(({ invoice, status }) => idOf(invoice) === invoiceId && status === 'issued')
    .reduce((sum, { total }) => sum + total, 0);

function checkTotal(invoice: Stripe.Invoice, { total, before }: { total: number; before: number }): void {
  if (total < 1)
    throw invalidRequest('You must pass one of `amount`, `lines`, or `shipping_cost`.', {
      code: 'parameter_missing',
      param: 'amount',
    });
  const left = invoice.status === 'open' ? invoice.amount_remaining : invoice.total - before;
  if (total > left)
    throw invalidRequest(
      `The credit note amount (${total}) is greater than the amount that is left of the invoice (${left}).`,
      { param: 'amount' },
    );
}

function makeLines(invoice: Stripe.Invoice, { lines, amount }: Told): Stripe.CreditNoteLineItem[] {
  if (!lines) return amount === undefined ? [] : spread(invoice, amount);
  return lines.map((told, index) => {
    if (told.type === 'custom_line_item')
      return creditNoteLine({
        id: newId('cnli'),
        amount: (told.unit_amount ?? told.amount ?? 0) * (told.quantity ?? 1),
        description: told.description ?? null,
        quantity: told.quantity ?? 1,
      });
    const line = invoice.lines.data.find(({ id }) => id === told.invoice_line_item);
    if (!line)
      throw invalidRequest(`No such invoice line item: '${told.invoice_line_item}'`, {
        code: 'resource_missing',
        param: `lines[${index}][invoice_line_item]`,
      });
    const each = line.amount / (line.quantity ?? 1);
    const cents = told.amount ?? (told.quantity === undefined ? line.amount : Math.round(each * told.quantity));
    if (cents > line.amount)
      throw invalidRequest('The amount to credit is greater than that of the invoice line item.', {
        param: `lines[${index}][amount]`,
      });
    return creditNoteLine({
      id: newId('cnli'),
      amount: cents,
      description: told.description ?? line.description,
      invoice_line_item: line.id,
      quantity: told.quantity ?? line.quantity ?? 1,
    });
  });
}

/** Over all lines, in their proportion. */
function spread({ lines, total }: Stripe.Invoice, amount: number): Stripe.CreditNoteLineItem[] {
  let left = amount;
  return lines.data.flatMap((line, index) => {
    const share = index === lines.data.length - 1 ? left : Math.round((amount * line.amount) / (total || 1));
    left -= share;
    if (!share) return [];
    return [
      creditNoteLine({ id: newId('cnli'), amount: share, description: line.description, invoice_line_item: line.id }),
    ];
  });
}

function chargeOf(world: World, invoiceId: string): Stripe.Charge | undefined {
  return world.state.charge.get(idOf(paymentOf(world, invoiceId)?.intent.latest_charge) ?? '');
}

export function issueNote(world: World, told: Told): Stripe.CreditNote {
  const { invoice, note, charge, credit, refund } = planNote(world, told);
  addObject(world.state, note);
  if (credit) note.customer_balance_transaction = giveCredit(world, note, credit);
  if (refund && charge) {
    const { id } = refundCharge(world, charge, { amount: refund, reason: 'requested_by_customer' });
    note.refunds = [
      ...note.refunds,
      { refund: id, amount_refunded: refund, payment_record_refund: null, type: 'refund' },
    ];
  }
  world.emit('credit_note.created', note);
  if (note.type === 'post_payment')
    change(world, invoice, 'invoice.updated', {
      post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + note.total,
    });
  else lower(world, invoice, note.total);
  return note;
}

function giveCredit(world: World, note: Stripe.CreditNote, cents: number): string {
  const customer = need(world, 'customer', idOf(note.customer) ?? '', { param: 'customer' });
  change(world, customer, 'customer.updated', { balance: customer.balance - cents });
  return create(
    world,
    balanceTransaction({
      id: newId('cbtxn'),
      amount: -cents,
      created: world.now(),
      credit_note: note.id,
      currency: note.currency,
      customer: customer.id,
      ending_balance: customer.balance,
      invoice: idOf(note.invoice) ?? null,
      type: 'credit_note',
    }),
  ).id;
}

/** So much less is to be paid; below nothing it can not fall. */
function lower(world: World, invoice: Stripe.Invoice, cents: number): void {
  change(world, invoice, 'invoice.updated', {
    amount_due: invoice.amount_due - cents,
    amount_remaining: invoice.amount_remaining - cents,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + cents,
  });
  const open = paymentOf(world, invoice.id ?? '');
  if (open?.payment.status === 'open') {
    open.payment.amount_requested -= cents;
    open.intent.amount -= cents;
  }
  if (!invoice.amount_remaining) settle(world, invoice, 0);
}

/** @throws StripeRefusal once the invoice is paid: then another paper is needed */
export function voidNote(world: World, note: Stripe.CreditNote): void {
  const invoice = world.state.invoice.get(idOf(note.invoice) ?? '');
  if (note.status === 'void') throw invalidRequest('This credit note has already been voided.');
  if (!invoice || invoice.status !== 'open')
    throw invalidRequest('You can only void credit notes on open invoices.', { param: 'id' });
  Object.assign(note, { status: 'void', voided_at: world.now() });
  world.emit('credit_note.voided', note);
  lower(world, invoice, -note.total);
}
