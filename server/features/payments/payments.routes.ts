import type { Mount } from '../../http/mount.ts';
import { paymentsContract } from './payments.contract.ts';
import { paymentList } from './payments.store.ts';

export const paymentsRoutes = (mount: Mount) => mount(paymentsContract, { 'GET /payments': paymentList });
