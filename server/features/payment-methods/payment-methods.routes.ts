import type { Mount } from '../../http/mount.ts';
import { paymentMethodsContract } from './payment-methods.contract.ts';
import { paymentMethodList } from './payment-methods.store.ts';

export const paymentMethodsRoutes = (mount: Mount) =>
  mount(paymentMethodsContract, { 'GET /payment-methods': paymentMethodList });
