/** Every endpoint of the vendor's own server, which shows the site's secret key as `x-cc-proxy-key`. */
import { accessVendorContract } from './features/access/access.vendor.contract.ts';
import { pagesVendorContract } from './features/pages/pages.vendor.contract.ts';
import type { Contract } from './http/endpoint.ts';

export const vendorContract = {
  ...accessVendorContract,
  ...pagesVendorContract,
} as const satisfies Contract;
