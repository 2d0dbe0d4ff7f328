import type { Mount } from '../../http/mount.ts';
import { profileContract } from './profile.contract.ts';
import { readFields } from './profile.service.ts';
import { profileReading, type ProfileStore } from './profile.store.ts';

export const profileRoutes = (mount: Mount, profiles: ProfileStore) =>
  mount(profileContract, {
    'GET /profile': profileReading,
    'PATCH /profile': ({ site, customer, body: { fields, ...body } }) =>
      profiles.update(site.id, customer.id, {
        ...body,
        fields: fields && readFields(site.settings.customerFields, fields),
      }),
  });
