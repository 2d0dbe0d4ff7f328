import type { Mount } from '../../http/mount.ts';
import type { CardsService } from './cards.service.ts';
import { paymentMethodsContract } from './payment-methods.contract.ts';
import { paymentMethodList } from './payment-methods.store.ts';

export const paymentMethodsRoutes = (mount: Mount, cards: CardsService) =>
  mount(paymentMethodsContract, {
    'GET /payment-methods': paymentMethodList,
    'POST /payment-methods/card-entries': (call) => cards.begin(whose(call), call.idempotencyKey),
    'POST /payment-methods/card-entries/finish': (call) => cards.finish(whose(call), call.body.entry),
    'POST /payment-methods/hosted-card-entries': (call) =>
      cards.beginHosted(whose(call), { key: call.idempotencyKey, returnTo: call.body.returnTo }),
    'PATCH /payment-methods/:paymentMethodId': (call) =>
      cards.change(whose(call), call.params.paymentMethodId, call.body),
    'POST /payment-methods/:paymentMethodId/uses': (call) => cards.uses(whose(call), call.params.paymentMethodId),
    'POST /payment-methods/:paymentMethodId/use': (call) =>
      cards.use(whose(call), call.params.paymentMethodId, { key: call.idempotencyKey, ...call.body }),
    'POST /payment-methods/:paymentMethodId/remove': (call) =>
      cards.remove(whose(call), call.params.paymentMethodId, { key: call.idempotencyKey, ...call.body }),
  });

const whose = ({ site, customer }: { site: { id: string }; customer: { id: string } }) => ({
  siteId: site.id,
  customerId: customer.id,
  askedBy: `customer:${customer.id}`,
});
