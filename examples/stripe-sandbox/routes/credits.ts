import { issueNote, planNote, voidNote } from '../credit-notes.ts';
import { invalidRequest } from '../errors.ts';
import { refundCharge } from '../refunds.ts';
import { idOf } from '../state.ts';
import { mergeMetadata, need, type World } from '../world.ts';
import { send, type Routes } from './route.ts';

export const creditRoutes = {
  'GET /v1/credit_notes/preview': (call) => send(planNote(call.world, call.parameters, true).note, call),

  'POST /v1/credit_notes': (call) => send(issueNote(call.world, call.parameters), call),

  'POST /v1/credit_notes/:id/void': (call) => {
    const note = need(call.world, 'credit_note', call.id, { param: 'id', status: 404 });
    voidNote(call.world, note);
    return send(note, call);
  },

  'POST /v1/refunds': (call) => {
    const { world, parameters } = call;
    const { amount, metadata, reason } = parameters;
    const charge = need(world, 'charge', chargeId(world, parameters), { param: 'charge' });
    return send(refundCharge(world, charge, { amount, reason, metadata: mergeMetadata({}, metadata) }), call);
  },
} satisfies Partial<Routes>;

function chargeId(world: World, told: { charge?: string; payment_intent?: string }): string {
  if (told.charge) return told.charge;
  if (!told.payment_intent)
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.', {
      code: 'parameter_missing',
      param: 'charge',
    });
  const intent = need(world, 'payment_intent', told.payment_intent, { param: 'payment_intent' });
  const id = idOf(intent.latest_charge);
  if (id !== undefined) return id;
  throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
    code: 'payment_intent_unexpected_state',
    param: 'payment_intent',
  });
}
