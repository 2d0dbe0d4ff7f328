import type { Mount } from '../../http/mount.ts';
import { addressesContract } from './addresses.contract.ts';
import { addressList, type AddressesStore } from './addresses.store.ts';

export const addressesRoutes = (mount: Mount, addresses: AddressesStore) =>
  mount(addressesContract, {
    'GET /addresses': addressList,
    'POST /addresses': ({ site, customer, body }) => addresses.add(site.id, customer.id, body),
    'PUT /addresses/:addressId/default': ({ site, customer, params }) =>
      addresses.makeDefault(site.id, customer.id, params.addressId),
  });
