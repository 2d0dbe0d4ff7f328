import { createLink, openSession } from '../checkout-sessions.ts';
import { invalidRequest } from '../errors.ts';
import { change, need } from '../world.ts';
import { send, type Routes } from './route.ts';

export const checkoutRoutes = {
  'POST /v1/checkout/sessions': (call) => send(openSession(call.world, call.parameters), call),

  'POST /v1/checkout/sessions/:id/expire': (call) => {
    const { world, id } = call;
    const session = need(world, 'checkout.session', id, { param: 'session', status: 404 });
    if (session.status !== 'open')
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
        { param: 'session' },
      );
    change(world, session, 'checkout.session.expired', { status: 'expired', url: null });
    return send(session, call);
  },

  'POST /v1/payment_links': (call) => send(createLink(call.world, call.parameters), call),
} satisfies Partial<Routes>;
