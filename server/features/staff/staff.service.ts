/** Signing staff in: a password, then a one-time code; links that make somebody staff or set a new password. */
import { timingSafeEqual } from 'node:crypto';
import type { Client } from '../../http/client.ts';
import type { DoorCall, Staff } from '../../http/calls.ts';
import { AppError, invalid, signedOut } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import { hashOf } from '../../http/transport.ts';
import type { SecretBox } from '../../secret-box.ts';
import type { SiteSettings } from '../settings/settings.ts';
import { parseEmail } from '../sign-in/email-address.ts';
import { checkNewPassword, hashPassword, verifyPassword } from '../sign-in/passwords.ts';
import { readLinkToken } from '../sign-in/secrets.ts';
import type { AuditTrail } from './audit.store.ts';
import { findStep, newRecoveryCodes, newTotpSecret, recoveryHash, totpUri } from './one-time-codes.ts';
import type { Step } from './staff.admin.contract.ts';
import { staffStore, type StaffLink, type StaffRow, type StaffStore } from './staff.store.ts';

interface Site {
  id: string;
  settings: SiteSettings;
}

interface Dependencies {
  store: StaffStore;
  audit: AuditTrail;
  limiter: Limiter;
  secrets: SecretBox;
}

interface UsedLink {
  token: string;
  email?: string | undefined;
  name?: string | undefined;
  password?: string | undefined;
}

/** Of staff, who are fewer and may do more: what NIST SP 800-63B-4 asks of a password beside another factor, and more. */
export const staffPasswordMinLength = 12;

export type StaffService = ReturnType<typeof staffService>;

export function staffService({ store, audit, limiter, secrets }: Dependencies) {
  const place = (siteId: string) => ({ siteId, kind: 'totp' });

  /** Owners and admins set one-time codes up before anything else; support may. */
  const stepOf = ({ role, totp }: Pick<StaffRow, 'role' | 'totp'>): Step =>
    totp !== null ? 'code_needed' : role === 'support' ? 'ready' : 'set_up_needed';

  async function findLink(site: Site, token: string, client: Client): Promise<StaffLink> {
    await limiter.count({ linkByNetwork: `staff:${client.network}` });
    const { attemptId, secret } = readLinkToken(token);
    const link = await store.findLink(site.id, attemptId);
    if (!link?.token_hash || !timingSafeEqual(link.token_hash, hashOf(secret))) throw new AppError('link_unknown', 410);
    if (link.used_at) throw new AppError('link_used', 410);
    if (link.is_expired) throw new AppError('link_expired', 410);
    return link;
  }

  async function newHash(site: Site, password: string | undefined, words: string[]): Promise<string> {
    if (password === undefined) throw missing('password');
    const { headline, name } = site.settings;
    checkNewPassword(password, { minLength: staffPasswordMinLength, words: [...words, headline, name] });
    return hashPassword(password);
  }

  /** Throws unless the code is of now and unused, or one of the recovery codes that are left. */
  async function useCode(site: Site, member: StaffRow, typed: string): Promise<void> {
    await limiter.count({ staffCodeByStaff: `${site.id}:${member.id}` });
    const code = typed.replace(/\s/g, '');
    const secret = member.totp === null ? undefined : await secrets.open(member.totp, place(site.id));
    const step = secret === undefined ? undefined : findStep(secret, code);
    const isRight =
      step === undefined
        ? await store.useRecoveryHash(site.id, member.id, recoveryHash(code))
        : await store.useStep(site.id, member.id, step);
    if (!isRight) throw new AppError('code_wrong', 401);
    await limiter.forgive('staffCodeByStaff', `${site.id}:${member.id}`);
  }

  return {
    stepOf,

    /** The same answer, after the same time, for an address that nobody has. */
    async signIn(site: Site, client: Client, { email: typed, password }: { email: string; password: string }) {
      const email = parseEmail(typed);
      const by = hashOf(email).toString('base64url');
      await limiter.count({
        staffPasswordByNetwork: client.network,
        staffPasswordByLoginAndNetwork: `${site.id}:${by}:${client.network}`,
      });
      const member = await store.findByEmail(site.id, email);
      const fits = await verifyPassword(member?.password_hash || null, password);
      const who = { siteId: site.id, staff: { id: member?.id ?? null, email }, client };
      if (!member || !fits) {
        await audit.record({ ...who, action: 'Tried to sign in', outcome: 'password_wrong' });
        throw new AppError('password_wrong', 401);
      }
      await limiter.forgive('staffPasswordByLoginAndNetwork', `${site.id}:${by}:${client.network}`);
      await audit.record({ ...who, action: 'Signed in by password', outcome: 'done' });
      return member;
    },

    useCode,

    async confirm(site: Site, staff: Staff, { password, code }: { password: string; code?: string | undefined }) {
      const member = await this.get(site, staff);
      await limiter.count({ confirmationBySession: staff.sessionId });
      if (!(await verifyPassword(member.password_hash, password))) throw new AppError('password_wrong', 401);
      if (member.totp === null) return;
      if (code === undefined) throw missing('code');
      await useCode(site, member, code);
    },

    async get(site: Site, { id }: Pick<Staff, 'id'>): Promise<StaffRow> {
      const member = await store.find(site.id, id);
      if (!member) throw new AppError('signed_out', 401);
      return member;
    },

    async beginSecondFactor(site: Site, staff: Staff) {
      requireMayChangeFactor(staff);
      const secret = newTotpSecret();
      return {
        secret,
        uri: totpUri(secret, staff.email, site.settings.headline),
        pending: await secrets.seal(`${staff.id} ${secret}`, { siteId: site.id, kind: 'totp_pending' }),
      };
    },

    async finishSecondFactor(site: Site, staff: Staff, { pending, code }: { pending: string; code: string }) {
      requireMayChangeFactor(staff);
      await limiter.count({ staffCodeByStaff: `${site.id}:${staff.id}` });
      const opened = await secrets.open(pending, { siteId: site.id, kind: 'totp_pending' }).catch(() => '');
      const [owner, secret = ''] = opened.split(' ');
      if (owner !== staff.id) throw new AppError('link_unknown', 410);
      const step = findStep(secret, code.replace(/\s/g, ''));
      if (step === undefined) throw new AppError('code_wrong', 401);
      const { codes, hashes } = newRecoveryCodes();
      const totp = await secrets.seal(secret, place(site.id));
      const factor = { totp, totp_step: String(step), recovery_hashes: hashes };
      await store.setSecondFactor(site.id, staff.id, { factor, why: 'new_second_factor', keep: staff.sessionId });
      return codes;
    },

    async newRecoveryCodes(site: Site, staff: Staff): Promise<string[]> {
      const { codes, hashes } = newRecoveryCodes();
      await store.update(site.id, staff.id, { recovery_hashes: hashes });
      return codes;
    },

    /** Asks for an email; whether there is somebody to send it to only the job finds out. */
    async askForNewPassword(site: Site, client: Client, typed: string): Promise<void> {
      const email = parseEmail(typed);
      await limiter.count({
        emailByNetwork: `${site.id}:${client.network}`,
        emailByAddress: `${site.id}:staff:${email}`,
      });
      await store.mailLink(site.id, 'new_password', { email });
    },

    checkLink: (site: Site, client: Client, token: string): Promise<StaffLink> => findLink(site, token, client),

    /** @returns who joined and is signed in by it, if anybody */
    async useLink({ site, client, staff }: DoorCall, used: UsedLink): Promise<StaffRow | undefined> {
      const link = await findLink(site, used.token, client);
      // Another browser's click would prove the reader's address for whoever asked.
      if (link.kind === 'address' && (staff?.id !== link.staff_id || !staff?.isComplete)) throw signedOut();
      const member = await run(site, link, used);
      const who = { id: member.id, email: member.email };
      const action = { first_owner: 'Became the first owner', invitation: 'Joined the staff' }[link.kind as string];
      const other = link.kind === 'address' ? 'Proved their address' : 'Set a new password by email';
      await audit.record({ siteId: site.id, staff: who, client, action: action ?? other, outcome: 'done' });
      return action === undefined ? undefined : member;
    },
  };

  async function run(site: Site, link: StaffLink, used: UsedLink): Promise<StaffRow> {
    if (link.kind === 'address' || link.kind === 'new_password') return proveOrSet(site, link, used);
    const email = link.email ?? (used.email === undefined ? undefined : parseEmail(used.email));
    if (email === undefined) throw missing('email');
    if (await store.findByEmail(site.id, email)) throw new AppError('staff_already', 409);
    const passwordHash = await newHash(site, used.password, [email]);
    const id = await store.useLink(link, async (trx) => {
      const staff = staffStore(trx);
      if (link.kind === 'first_owner' && (await staff.hasOwner(site.id))) return undefined;
      const isEmailProved = link.email !== null;
      return staff.add(site.id, {
        email,
        name: used.name ?? '',
        role: link.role ?? 'support',
        passwordHash,
        isEmailProved,
      });
    });
    return found(id && (await store.find(site.id, id)));
  }

  async function proveOrSet(site: Site, link: StaffLink, used: UsedLink): Promise<StaffRow> {
    const email = link.email ?? '';
    const member = link.staff_id ? await store.find(site.id, link.staff_id) : await store.findByEmail(site.id, email);
    // Nobody any more when the address has become another one since.
    if (member?.email !== email) throw new AppError('link_unknown', 410);
    const hash = link.kind === 'new_password' ? await newHash(site, used.password, [email]) : undefined;
    const isDone = await store.useLink(link, async (trx) => {
      await staffStore(trx).proveEmail(site.id, member.id);
      if (hash !== undefined) await staffStore(trx).setPassword(site.id, member.id, hash);
      return true;
    });
    return found(isDone && member);
  }
}

function found(member: StaffRow | '' | false | undefined): StaffRow {
  if (!member) throw new AppError('link_used', 410);
  return member;
}

/** Who has one sets another one up only after giving a code of it, and shortly after proving who they are. */
function requireMayChangeFactor({ hasSecondFactor, isComplete, isConfirmed }: Staff): void {
  if (!hasSecondFactor) return;
  if (!isComplete) throw new AppError('second_factor_needed', 403);
  if (!isConfirmed) throw new AppError('confirmation_needed', 403);
}

const missing = (path: string) => invalid(path, 'is missing');
