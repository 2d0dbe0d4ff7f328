import type { Mount } from '../../http/mount.ts';
import { profileContract } from './profile.contract.ts';
import { readFields } from './profile.service.ts';
import type { Pictures } from './gravatar.ts';
import { avatarReading, profileReading, type ProfileStore } from './profile.store.ts';

export const profileRoutes = (mount: Mount, profiles: ProfileStore, pictures: Pictures) =>
  mount(profileContract, {
    'GET /profile': profileReading,
    'GET /avatar': avatarReading(pictures),
    'PATCH /profile': ({ site, customer, body: { fields, ...body } }) =>
      profiles.update(site.id, customer.id, {
        ...body,
        fields: fields && readFields(site.settings.customerFields, fields),
      }),
  });
