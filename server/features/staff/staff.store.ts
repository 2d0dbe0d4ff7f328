import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { Role } from '../../http/endpoint.ts';

export interface StaffRow {
  site_id: string;
  id: string;
  email: string;
  name: string;
  role: Role;
  email_proved_at: Date | null;
  password_hash: string;
  totp: string | null;
  totp_step: string | null;
  recovery_hashes: string[];
}

type SecondFactor = Pick<StaffRow, 'totp' | 'totp_step' | 'recovery_hashes'>;

export type LinkKind = 'first_owner' | 'invitation' | 'new_password' | 'address';

export interface StaffLink {
  site_id: string;
  id: string;
  kind: LinkKind;
  token_hash: Buffer | null;
  role: Role | null;
  email: string | null;
  staff_id: string | null;
  expires_at: Date;
  used_at: Date | null;
  is_expired: boolean;
}

/** How long a link of each kind is good. */
const goodFor: Record<LinkKind, string> = {
  first_owner: '24 hours',
  invitation: '7 days',
  new_password: '10 minutes',
  address: '24 hours',
};

export type StaffStore = ReturnType<typeof staffStore>;

export function staffStore(db: Knex) {
  const present = (siteId: string) => staffOf(db, siteId);
  const tellByEmail = (trx: Knex, siteId: string, linkId: string) =>
    trx.raw(`select graphile_worker.add_job('send-staff-email', ?::json, max_attempts => 8)`, [
      JSON.stringify({ siteId, linkId }),
    ]);

  return {
    find: (siteId: string, id: string): Promise<StaffRow | undefined> => present(siteId).where({ id }).first(),
    findByEmail: (siteId: string, email: string): Promise<StaffRow | undefined> =>
      present(siteId).where({ email }).first(),

    hasOwner: async (siteId: string): Promise<boolean> =>
      (await present(siteId).where({ role: 'owner' }).first('id')) !== undefined,

    /** Sites that have no owner, and no link yet that makes one. */
    async sitesToInvite(): Promise<string[]> {
      const { rows } = await db.raw(
        `select site.id from site
        where not exists (select from staff t where t.site_id = site.id and t.role = 'owner' and t.removed_at is null)
          and not exists (select from staff_link l where l.site_id = site.id and l.kind = 'first_owner'
            and l.used_at is null and l.expires_at > now())
        order by site.id`,
      );
      return rows.map(({ id }: { id: string }) => id);
    },

    /** A link whose token is known at once, as the first owner's; in place of the one before. */
    addLink: (siteId: string, kind: LinkKind, link: { id: string; tokenHash: Buffer; role: Role }): Promise<void> =>
      db.transaction(async (trx) => {
        await trx('staff_link').where({ site_id: siteId, kind }).whereNull('used_at').delete();
        await trx('staff_link').insert({
          site_id: siteId,
          id: link.id,
          kind,
          token_hash: link.tokenHash,
          role: link.role,
          expires_at: trx.raw(`now() + interval '${goodFor[kind]}'`),
        });
      }),

    /** Hands a link to the job that makes and sends it; one of the same kind to the same address is good no more. */
    async mailLink(
      siteId: string,
      kind: LinkKind,
      { email, role, staffId }: { email: string; role?: Role; staffId?: string },
    ): Promise<void> {
      const id = newId();
      await db.transaction(async (trx) => {
        await trx('staff_link').where({ site_id: siteId, kind, email }).whereNull('used_at').delete();
        await trx('staff_link').insert({
          ...{ site_id: siteId, id, kind, email, role: role ?? null, staff_id: staffId ?? null },
          expires_at: trx.raw(`now() + interval '${goodFor[kind]}'`),
        });
        await tellByEmail(trx, siteId, id);
      });
    },

    findLink: (siteId: string, id: string): Promise<StaffLink | undefined> =>
      db('staff_link').select('*', db.raw('expires_at <= now() as is_expired')).where({ site_id: siteId, id }).first(),

    /** Its time begins when it is sent. */
    async armLink({ site_id, id, kind }: StaffLink, tokenHash: Buffer): Promise<void> {
      await db('staff_link')
        .where({ site_id, id })
        .update({ token_hash: tokenHash, expires_at: db.raw(`now() + interval '${goodFor[kind]}'`) });
    },

    /** Uses a link once and does what it is for with it; `undefined`: somebody else was faster. */
    useLink: <Result>(link: StaffLink, work: (trx: Knex) => Promise<Result>): Promise<Result | undefined> =>
      db.transaction(async (trx) => {
        const used = await trx('staff_link')
          .where({ site_id: link.site_id, id: link.id })
          .whereNull('used_at')
          .where('expires_at', '>', trx.fn.now())
          .update({ used_at: trx.fn.now() });
        return used === 1 ? work(trx) : undefined;
      }),

    async add(
      siteId: string,
      member: { email: string; name: string; role: Role; passwordHash: string; isEmailProved: boolean },
    ): Promise<string> {
      const id = newId();
      const { email, name, role } = member;
      await db('staff').insert({
        ...{ site_id: siteId, id, email, name, role, password_hash: member.passwordHash },
        email_proved_at: member.isEmailProved ? db.fn.now() : null,
      });
      return id;
    },

    /** Signs all their devices out, so that whoever knew the old one is out too. */
    async setPassword(siteId: string, id: string, passwordHash: string): Promise<void> {
      await db('staff').where({ site_id: siteId, id }).update({ password_hash: passwordHash });
      await revokeSessions(db, { siteId, staffId: id, why: 'new_password' });
    },

    async update(siteId: string, id: string, fields: Partial<StaffRow>): Promise<void> {
      await present(siteId).where({ id }).update(fields);
    },

    async proveEmail(siteId: string, id: string): Promise<void> {
      await present(siteId).where({ id }).update({ email_proved_at: db.fn.now() });
    },

    /** `false`: that code, or a later one, was used before. */
    async useStep(siteId: string, id: string, step: number): Promise<boolean> {
      const used = await present(siteId)
        .where({ id })
        .whereRaw('coalesce(totp_step, 0) < ?', [step])
        .update({ totp_step: step });
      return used === 1;
    },

    /** `false`: it was used meanwhile. */
    async useRecoveryHash(siteId: string, id: string, hash: string): Promise<boolean> {
      const used = await present(siteId)
        .where({ id })
        .whereRaw('? = any(recovery_hashes)', [hash])
        .update({ recovery_hashes: db.raw('array_remove(recovery_hashes, ?)', [hash]) });
      return used === 1;
    },

    /** Sets one-time codes up or takes them away; of the devices only the one to `keep` stays signed in. `false`: nobody. */
    setSecondFactor: (
      siteId: string,
      id: string,
      { factor, why, keep }: { factor: SecondFactor; why: string; keep?: string },
    ): Promise<boolean> =>
      db.transaction(async (trx) => {
        const changed = await staffOf(trx, siteId).where({ id }).update(factor);
        await revokeSessions(trx, { siteId, staffId: id, why, keep });
        return changed === 1;
      }),

    list: (siteId: string) =>
      present(siteId)
        .select(
          ...['id', 'email', 'name', 'role', 'created_at'],
          db.raw('totp is not null as has_second_factor'),
          db.raw(`(select max(s.last_seen_at) from staff_session s
            where s.site_id = staff.site_id and s.staff_id = staff.id) as last_seen_at`),
        )
        .orderBy('created_at')
        .limit(200),

    listInvitations: (siteId: string) =>
      db('staff_link')
        .select('id', 'email', 'role', 'created_at', 'expires_at')
        .where({ site_id: siteId, kind: 'invitation' })
        .whereNull('used_at')
        .where('expires_at', '>', db.fn.now())
        .orderBy('created_at')
        .limit(200),

    async takeBack(siteId: string, id: string): Promise<boolean> {
      const taken = await db('staff_link')
        .where({ site_id: siteId, id, kind: 'invitation' })
        .whereNull('used_at')
        .delete();
      return taken === 1;
    },

    /** Changes or removes somebody unless they are the last owner; of two owners at the same time one stays. */
    changeOrKeepOwner: (siteId: string, id: string, change: { role?: Role; removed?: true }) =>
      db.transaction(async (trx): Promise<'changed' | 'unknown' | 'last_owner'> => {
        const owners = await trx('staff')
          .select('id')
          .where({ site_id: siteId, role: 'owner' })
          .whereNull('removed_at')
          .forUpdate();
        const isLast = owners.length === 1 && owners[0].id === id && change.role !== 'owner';
        if (isLast) return 'last_owner';
        const changed = await trx('staff')
          .where({ site_id: siteId, id })
          .whereNull('removed_at')
          .update(change.removed ? { removed_at: trx.fn.now() } : { role: change.role });
        if (changed === 0) return 'unknown';
        // Whoever may invite nobody any more has nobody come in by what they sent before.
        if (change.role !== 'owner') {
          await trx('staff_link')
            .where({ site_id: siteId, staff_id: id, kind: 'invitation' })
            .whereNull('used_at')
            .delete();
        }
        await revokeSessions(trx, { siteId, staffId: id, why: change.removed ? 'removed' : 'new_role' });
        return 'changed';
      }),

    /** Customers of this server who have this address: where a member of the staff is a customer themselves. */
    async findCenters(
      email: string,
    ): Promise<{ siteId: string; headline: string; customerId: string; epoch: number }[]> {
      const { rows } = await db.raw(
        `select site.id as "siteId", site.settings ->> 'headline' as headline, c.id as "customerId",
           c.sign_in_epoch as epoch
         from site join customer c on c.site_id = site.id and c.email = ? and c.blocked_at is null
         order by site.settings ->> 'headline', site.id limit 50`,
        [email],
      );
      return rows;
    },
  };
}

const staffOf = (db: Knex, siteId: string) => db('staff').where({ site_id: siteId }).whereNull('removed_at');

async function revokeSessions(
  db: Knex,
  { siteId, staffId, why, keep }: { siteId: string; staffId: string; why: string; keep?: string | undefined },
): Promise<void> {
  const open = db('staff_session').where({ site_id: siteId, staff_id: staffId }).whereNull('revoked_at');
  if (keep !== undefined) void open.whereNot({ id: keep });
  await open.update({ revoked_at: db.fn.now(), revoked_why: why });
}
