/** Every endpoint of a site's staff. The pages at /admin import the type only. */
import type { Contract } from './http/endpoint.ts';

export const adminContract = {} as const satisfies Contract;

export type AdminApi = typeof adminContract;
