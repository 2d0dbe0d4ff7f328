import { AppError } from '../../http/errors.ts';
import type { Mount } from '../../http/mount.ts';
import { exportedPayments, paymentsAtOnce, type PaymentsExports } from './payments-export.store.ts';
import { paymentsFileRows, paymentsFileStart } from './payments-file.ts';
import { paymentsContract } from './payments.contract.ts';
import { paymentList } from './payments.store.ts';

export const paymentsRoutes = (mount: Mount, exports: PaymentsExports) =>
  mount(paymentsContract, {
    'GET /payments': paymentList,
    'GET /payments/export': {
      ...paymentsAtOnce,
      toFile({ items, isWhole }) {
        if (!isWhole) throw new AppError('too_many', 409);
        return paymentsFileStart + paymentsFileRows(items);
      },
    },
    'POST /payments/export': async ({ site, customer, body }) => {
      if (await exports.fitsAtOnce(site.id, customer.id, body)) return { emailed: false };
      await exports.start(site.id, customer.id, body);
      return { emailed: true };
    },
    'GET /payments/exports/:exportId': { ...exportedPayments, toFile: (content) => content },
  });
