import type { Mount } from '../../http/mount.ts';
import { profileContract } from './profile.contract.ts';
import { profileReading, type ProfileStore } from './profile.store.ts';

export const profileRoutes = (mount: Mount, profiles: ProfileStore) =>
  mount(profileContract, {
    'GET /profile': profileReading,
    'PATCH /profile': ({ site, customer, body }) => profiles.update(site.id, customer.id, body),
  });
