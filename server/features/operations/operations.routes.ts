import type { Mount } from '../../http/mount.ts';
import { operationsContract } from './operations.contract.ts';
import { operationState } from './operations.store.ts';

export const operationsRoutes = (mount: Mount) =>
  mount(operationsContract, { 'GET /operations/:operationId': operationState });
