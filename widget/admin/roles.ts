import type { Role } from '../../server/http/endpoint.ts';

/** Each role may also do what those before it may. The server's list is the one that counts. */
export const roles: readonly Role[] = ['support', 'admin', 'owner'];

export const roleNames: Record<Role, string> = { support: 'Support', admin: 'Admin', owner: 'Owner' };

/** What a role may do, for whoever gives it. */
export const roleWords: Record<Role, string> = {
  support: 'Support: helps customers, sees no keys and changes no settings',
  admin: 'Admin: also settings, programs and pages',
  owner: 'Owner: everything, also staff and keys',
};
