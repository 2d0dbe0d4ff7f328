/** Every endpoint of the product. The widget imports the type only, so no schema reaches its bundle. */
import { accessContract } from './features/access/access.contract.ts';
import { bootContract } from './features/boot/boot.contract.ts';
import { addressesContract } from './features/addresses/addresses.contract.ts';
import { coursesContract } from './features/courses/courses.contract.ts';
import { creditMemosContract } from './features/credit-memos/credit-memos.contract.ts';
import { invoicesContract } from './features/invoices/invoices.contract.ts';
import { paymentMethodsContract } from './features/payment-methods/payment-methods.contract.ts';
import { paymentsContract } from './features/payments/payments.contract.ts';
import { operationsContract } from './features/operations/operations.contract.ts';
import { payLinksContract } from './features/pay-links/pay-links.contract.ts';
import { ordersContract } from './features/orders/orders.contract.ts';
import { overviewContract } from './features/overview/overview.contract.ts';
import { phonesContract } from './features/phones/phones.contract.ts';
import { programsContract } from './features/programs/programs.contract.ts';
import { profileContract } from './features/profile/profile.contract.ts';
import { securityContract } from './features/security/security.contract.ts';
import { signInContract } from './features/sign-in/sign-in.contract.ts';
import { subscriptionsContract } from './features/subscriptions/subscriptions.contract.ts';

export const contract = {
  ...bootContract,
  ...accessContract,
  ...signInContract,
  ...overviewContract,
  ...subscriptionsContract,
  ...ordersContract,
  ...invoicesContract,
  ...paymentsContract,
  ...creditMemosContract,
  ...paymentMethodsContract,
  ...operationsContract,
  ...payLinksContract,
  ...addressesContract,
  ...coursesContract,
  ...phonesContract,
  ...programsContract,
  ...profileContract,
  ...securityContract,
};

/** What the widget and the tests are typed by. */
export type Api = typeof contract;
