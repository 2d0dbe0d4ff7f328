import type { Config } from '../../config.ts';
import type { StaffCall, StaffDoor, StaffMount } from '../../http/calls.ts';
import { AppError, notFound } from '../../http/errors.ts';
import type { Sessions } from '../../http/session.ts';
import { centerAddressOf } from '../../mail/outgoing.ts';
import type { AuthEvents } from '../sign-in/auth-events.store.ts';
import { parseEmail } from '../sign-in/email-address.ts';
import type { AuditTrail } from './audit.store.ts';
import { staffAdminContract, staffDoorContract, type Step } from './staff.admin.contract.ts';
import { staffPasswordMinLength, type StaffService } from './staff.service.ts';
import type { StaffSessions } from './staff-sessions.store.ts';
import type { StaffStore } from './staff.store.ts';

interface Dependencies {
  store: StaffStore;
  staff: StaffService;
  staffSessions: StaffSessions;
  /** Of customers, for the centers where a member of the staff is one. */
  sessions: Sessions;
  events: AuthEvents;
  audit: AuditTrail;
  config: Pick<Config, 'baseUrl'>;
}

const done = { done: true as const };

export function staffDoorRoutes(door: StaffDoor, { staff, staffSessions }: Dependencies) {
  door(staffDoorContract, {
    'POST /admin/sign-in': async (call) => {
      const member = await staff.signIn(call.site, call.client, call.body);
      await staffSessions.start(call, member, call.client);
      return { step: staff.stepOf(member) };
    },
    'POST /admin/new-password/email': async ({ site, client, body }) => {
      await staff.askForNewPassword(site, client, body.email);
      return done;
    },
    'POST /admin/links/check': async ({ site, client, body }) => {
      const { kind, email, role } = await staff.checkLink(site, client, body.token);
      return { kind, email, role, passwordMinLength: staffPasswordMinLength };
    },
    'POST /admin/links/use': async (call) => {
      const joined = await staff.useLink(call, call.body);
      if (!joined) return { step: null };
      await staffSessions.start(call, joined, call.client);
      return { step: staff.stepOf(joined) };
    },
  });
}

export function staffAdminRoutes(mount: StaffMount, dependencies: Dependencies) {
  const { store, staff, staffSessions, sessions, events, audit, config } = dependencies;

  const centersOf = async (site: StaffCall['site'], who: StaffCall['staff']) => {
    const member = await staff.get(site, who);
    return member.email_proved_at ? store.findCenters(member.email) : [];
  };

  const change = async (
    site: StaffCall['site'],
    id: string,
    change: Parameters<StaffStore['changeOrKeepOwner']>[2],
  ) => {
    const outcome = await store.changeOrKeepOwner(site.id, id, change);
    if (outcome === 'unknown') throw notFound();
    if (outcome === 'last_owner') throw new AppError('last_owner', 409);
    return done;
  };

  mount(staffAdminContract, {
    'GET /admin/session': async ({ site, staff: who }) => {
      const member = await staff.get(site, who);
      const step: Step = who.isComplete ? 'ready' : staff.stepOf(member);
      const centers = who.isComplete ? await centersOf(site, who) : [];
      return {
        site: {
          id: site.id,
          headline: site.settings.headline,
          centerAddress: centerAddressOf(config.baseUrl, site.id, site.settings),
        },
        staff: {
          ...{ id: who.id, email: who.email, name: who.name, role: who.role },
          isEmailProved: member.email_proved_at !== null,
          hasSecondFactor: who.hasSecondFactor,
          recoveryCodesLeft: member.recovery_hashes.length,
        },
        step,
        centers: centers.map(({ siteId, headline }) => ({ siteId, headline })),
      };
    },
    'POST /admin/sign-in/code': async (call) => {
      await staff.useCode(call.site, await staff.get(call.site, call.staff), call.body.code);
      await staffSessions.renew(call, call.site.id, call.staff.sessionId, { hasGivenCode: true });
      return { step: 'ready' as const };
    },
    'POST /admin/sign-out': async (call) => {
      await staffSessions.end(call, call.site.id, call.staff.sessionId);
      return done;
    },
    'POST /admin/confirmation': async (call) => {
      await staff.confirm(call.site, call.staff, call.body);
      await staffSessions.renew(call, call.site.id, call.staff.sessionId);
      return done;
    },
    'POST /admin/second-factor': ({ site, staff: who }) => staff.beginSecondFactor(site, who),
    'POST /admin/second-factor/confirm': async (call) => {
      const recoveryCodes = await staff.finishSecondFactor(call.site, call.staff, call.body);
      await staffSessions.renew(call, call.site.id, call.staff.sessionId, { hasGivenCode: true });
      return { recoveryCodes };
    },
    'POST /admin/recovery-codes': async ({ site, staff: who }) => ({
      recoveryCodes: await staff.newRecoveryCodes(site, who),
    }),
    'PATCH /admin/profile': async ({ site, staff: who, body }) => {
      await store.update(site.id, who.id, body);
      return done;
    },
    'POST /admin/address-email': async ({ site, staff: who }) => {
      await store.mailLink(site.id, 'address', { email: who.email, staffId: who.id });
      return done;
    },
    'POST /admin/centers/open': async (call) => {
      const centers = await centersOf(call.site, call.staff);
      const center = centers.find(({ siteId }) => siteId === call.body.siteId);
      if (!center) throw notFound();
      const { siteId, customerId, epoch } = center;
      const { client, staff: who } = call;
      await sessions.start(call, { siteId, customerId, epoch, method: 'staff', client });
      await events.record({ siteId, kind: 'signed_in', method: 'staff', customerId, client, login: who.email });
      return { url: `${config.baseUrl}/c/${siteId}#cc/overview` };
    },
    'GET /admin/staff': async ({ site, staff: who }) => {
      const [members, invitations] = await Promise.all([store.list(site.id), store.listInvitations(site.id)]);
      return {
        members: members.map((member) => ({
          ...{ id: member.id, email: member.email, name: member.name, role: member.role },
          hasSecondFactor: member.has_second_factor,
          joinedAt: member.created_at.toISOString(),
          lastSeenAt: member.last_seen_at?.toISOString() ?? null,
          isYou: member.id === who.id,
        })),
        invitations: invitations.map((invitation) => ({
          ...{ id: invitation.id, email: invitation.email, role: invitation.role },
          invitedAt: invitation.created_at.toISOString(),
          expiresAt: invitation.expires_at.toISOString(),
        })),
      };
    },
    'POST /admin/staff/invitations': async ({ site, staff: who, body }) => {
      const email = parseEmail(body.email);
      if (await store.findByEmail(site.id, email)) throw new AppError('staff_already', 409);
      await store.mailLink(site.id, 'invitation', { email, role: body.role, staffId: who.id });
      return done;
    },
    'DELETE /admin/staff/invitations/:invitationId': async ({ site, params }) => {
      if (!(await store.takeBack(site.id, params.invitationId))) throw notFound();
      return done;
    },
    'PATCH /admin/staff/:staffId': ({ site, params, body }) => change(site, params.staffId, body),
    'DELETE /admin/staff/:staffId': ({ site, params }) => change(site, params.staffId, { removed: true }),
    'POST /admin/staff/:staffId/reset-second-factor': async ({ site, params }) => {
      const factor = { totp: null, totp_step: null, recovery_hashes: [] };
      const isReset = await store.setSecondFactor(site.id, params.staffId, { factor, why: 'second_factor_reset' });
      if (!isReset) throw notFound();
      return done;
    },
    'GET /admin/audit': ({ site, query }) => audit.list(site.id, query),
  });
}
