import type { Mount } from '../../http/mount.ts';
import { subscriptionsContract } from './subscriptions.contract.ts';
import { subscriptionDetail, subscriptionList } from './subscriptions.store.ts';

export const subscriptionsRoutes = (mount: Mount) =>
  mount(subscriptionsContract, {
    'GET /subscriptions': subscriptionList,
    'GET /subscriptions/:subscriptionId': subscriptionDetail,
  });
