/** Every endpoint of the vendor's own server, which shows the site's secret key as `x-cc-proxy-key`. */
import type { Contract } from './http/endpoint.ts';

export const vendorContract = {} as const satisfies Contract;

export type VendorApi = typeof vendorContract;
