/** The sandbox's endpoints. */
import { browserRoutes } from './browser.ts';
import { catalogueRoutes } from './catalogue.ts';
import { checkoutRoutes } from './checkout.ts';
import { creditRoutes } from './credits.ts';
import { customerRoutes } from './customers.ts';
import { intentRoutes } from './intents.ts';
import { invoiceRoutes } from './invoices.ts';
import { paymentMethodRoutes } from './payment-methods.ts';
import { readingRoutes } from './reading.ts';
import type { Routes } from './route.ts';
import { scheduleRoutes } from './schedules.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { webhookEndpointRoutes } from './webhook-endpoints.ts';

export const routes: Routes = {
  ...readingRoutes,
  ...browserRoutes,
  ...catalogueRoutes,
  ...checkoutRoutes,
  ...creditRoutes,
  ...customerRoutes,
  ...intentRoutes,
  ...invoiceRoutes,
  ...paymentMethodRoutes,
  ...scheduleRoutes,
  ...subscriptionRoutes,
  ...webhookEndpointRoutes,
};
