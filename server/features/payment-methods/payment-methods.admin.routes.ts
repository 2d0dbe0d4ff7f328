import type { StaffMount } from '../../http/calls.ts';
import { notFound } from '../../http/errors.ts';
import type { CardsService } from './cards.service.ts';
import type { CardsStore } from './cards.store.ts';
import type { OneCardService } from './one-card.admin.service.ts';
import { paymentMethodsAdminContract } from './payment-methods.admin.contract.ts';
import type { CardsAdminStore } from './payment-methods.admin.store.ts';

interface Dependencies {
  cards: CardsService;
  cardsStore: CardsStore;
  store: CardsAdminStore;
  oneCard: OneCardService;
}

export const paymentMethodsAdminRoutes = (mount: StaffMount, { cards, cardsStore, store, oneCard }: Dependencies) => {
  const find = async ({ site, staff, params }: Call) => {
    const asker = { siteId: site.id, customerId: params.customerId, askedBy: `staff:${staff.id}`, staffId: staff.id };
    if (!(await cardsStore.person(asker))) throw notFound();
    return asker;
  };
  mount(paymentMethodsAdminContract, {
    'GET /admin/customers/:customerId/payment-methods': async (call) => store.cards(await find(call)),
    'POST /admin/customers/:customerId/card-entries': async (call) =>
      cards.begin(await find(call), call.idempotencyKey),
    'POST /admin/customers/:customerId/card-entries/finish': async (call) =>
      cards.finish(await find(call), call.body.entry),
    'POST /admin/customers/:customerId/subscriptions/:subscriptionId/card': async (call) =>
      oneCard.change(await find(call), {
        key: call.idempotencyKey,
        subscriptionId: call.params.subscriptionId,
        ...call.body,
      }),
  });
};

interface Call {
  site: { id: string };
  staff: { id: string };
  params: { customerId: string };
}
