/** Every endpoint of a site's staff. The pages at /admin import the type only. */
import { staffAdminContract, staffDoorContract } from './features/staff/staff.admin.contract.ts';

export const adminContract = {
  ...staffDoorContract,
  ...staffAdminContract,
};

export type AdminApi = typeof adminContract;
