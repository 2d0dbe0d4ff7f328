import { v7 as newId } from 'uuid';
import { hashOf } from '../../http/transport.ts';
import { makeLinkToken } from '../sign-in/secrets.ts';
import { staffLinkAddress } from './staff.tasks.ts';
import type { StaffStore } from './staff.store.ts';

/** A link, good once and for a day, that makes whoever opens it the site's first owner. `undefined`: there is one. */
export async function firstOwnerLink(staff: StaffStore, baseUrl: string, siteId: string): Promise<string | undefined> {
  if (await staff.hasOwner(siteId)) return undefined;
  const id = newId();
  const { token, secret } = makeLinkToken(id);
  await staff.addLink(siteId, 'first_owner', { id, tokenHash: hashOf(secret), role: 'owner' });
  return staffLinkAddress(baseUrl, siteId, token);
}
