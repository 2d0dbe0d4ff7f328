import type { Mount } from '../../http/mount.ts';
import { phonesContract } from './phones.contract.ts';
import { phoneList, type PhonesStore } from './phones.store.ts';

export const phonesRoutes = (mount: Mount, phones: PhonesStore) =>
  mount(phonesContract, {
    'GET /phones': phoneList,
    'POST /phones': ({ site, customer, body }) => phones.add(site.id, customer.id, body),
    'PATCH /phones/:phoneId': ({ site, customer, params, body }) =>
      phones.change(site.id, customer.id, params.phoneId, body),
    'DELETE /phones/:phoneId': ({ site, customer, params }) => phones.remove(site.id, customer.id, params.phoneId),
  });
