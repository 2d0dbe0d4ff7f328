import type { Mount } from '../../http/mount.ts';
import { overviewContract } from './overview.contract.ts';
import { overviewReading } from './overview.store.ts';

export const overviewRoutes = (mount: Mount) => mount(overviewContract, { 'GET /overview': overviewReading });
