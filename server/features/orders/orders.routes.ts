import type { Config } from '../../config.ts';
import type { Mount } from '../../http/mount.ts';
import { emailAsked } from '../sign-in/email-asked.ts';
import type { ClaimsService } from './claims.service.ts';
import { ordersContract } from './orders.contract.ts';
import { orderDetail, orderList } from './orders.store.ts';

interface Dependencies {
  claims: ClaimsService;
  config: Pick<Config, 'mailFrom'>;
}

export const ordersRoutes = (mount: Mount, { claims, config }: Dependencies) =>
  mount(ordersContract, {
    'GET /orders': orderList,
    'GET /orders/:orderId': orderDetail,
    'POST /orders/claim/email': async (call) => {
      await claims.ask(call, call.body.email);
      return emailAsked(call.site.settings, config.mailFrom);
    },
    'POST /orders/claim': (call) => claims.claim(call, call.body.code),
  });
