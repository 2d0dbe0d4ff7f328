/** Members of a site's staff, signed in, and the vendor's own server. */
import { randomBytes } from 'node:crypto';
import { sign } from 'cookie-signature';
import { v7 as newId } from 'uuid';
import { adminContract } from '../../server/admin-contract.ts';
import type { Role } from '../../server/http/endpoint.ts';
import { hashOf } from '../../server/http/transport.ts';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { vendorContract } from '../../server/vendor-contract.ts';
import type { TestApp } from './app.ts';
import { aCaller } from './visitor.ts';

let counter = 0;

export type StaffMember = Awaited<ReturnType<typeof aStaffMember>>;

/** Signed in with both factors a moment ago; `fields` are columns of `staff`. */
export async function aStaffMember(
  app: TestApp,
  siteId: string,
  role: Role = 'owner',
  fields: Record<string, unknown> = {},
) {
  const id = newId();
  const email = `${role}${++counter}@vendor.example`;
  const staff = { email, name: 'Sam Ott', role, password_hash: '', totp: role === 'support' ? null : 'sealed' };
  await app.db('staff').insert({ site_id: siteId, id, email_proved_at: new Date(), ...staff, ...fields });
  const sid = randomBytes(32).toString('base64url');
  const session = { site_id: siteId, id: newId(), sid_hash: hashOf(sid), staff_id: id, device: 'Firefox on Windows' };
  await app.db('staff_session').insert({ ...session, second_factor_at: new Date() });
  const caller = aCaller(app, siteId, { contract: adminContract });
  caller.cookies.set('cc_admin', encodeURIComponent(`s:${sign(sid, app.config.sessionSecrets[0] ?? '')}`));
  return { ...caller, id, email, role, sessionId: session.id };
}

export type VendorServer = Awaited<ReturnType<typeof aVendorServer>>;

/** With a secret key of the site. `headers` such as the cookie of a customer that it passes on. */
export async function aVendorServer(app: TestApp, siteId: string, headers: Record<string, string> = {}) {
  const key = `cck_${randomBytes(32).toString('base64url')}`;
  await sitesStore(app.db).addProxyKey(siteId, hashOf(key));
  return aCaller(app, siteId, {
    contract: vendorContract,
    headers: { 'x-cc-proxy-key': key, 'sec-fetch-site': '', ...headers },
  });
}
