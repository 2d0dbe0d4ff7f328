import type { Config } from '../../config.ts';
import type { Mount } from '../../http/mount.ts';
import { bootContract } from './boot.contract.ts';
import { bootReading } from './boot.store.ts';

export const bootRoutes = (mount: Mount, config: Pick<Config, 'baseUrl' | 'mailFrom'>) =>
  mount(bootContract, { 'GET /boot': bootReading(config) });
