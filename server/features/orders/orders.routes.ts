import type { Mount } from '../../http/mount.ts';
import { ordersContract } from './orders.contract.ts';
import { orderDetail, orderList } from './orders.store.ts';

export const ordersRoutes = (mount: Mount) =>
  mount(ordersContract, { 'GET /orders': orderList, 'GET /orders/:orderId': orderDetail });
