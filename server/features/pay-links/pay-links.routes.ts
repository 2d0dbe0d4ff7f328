import type { Mount } from '../../http/mount.ts';
import { payLinksContract } from './pay-links.contract.ts';
import type { PayLinksService } from './pay-links.service.ts';

export const payLinksRoutes = (mount: Mount, payLinks: PayLinksService) =>
  mount(payLinksContract, {
    'POST /pay-links/open': (call) => payLinks.open(call, call.body.token),
    'POST /pay-links/fields': (call) => payLinks.fields(call, call.body.token),
    'POST /pay-links/pay': (call) => payLinks.pay(call, { token: call.body.token, key: call.idempotencyKey }),
    'POST /pay-links/settle': (call) => payLinks.settle(call, call.body.token),
  });
