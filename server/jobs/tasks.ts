import type { Knex } from 'knex';
import type { Pool } from 'pg';
import type { Task, TaskList } from 'graphile-worker';
import type { Config } from '../config.ts';
import { settleSites } from '../features/grants/grants.tasks.ts';
import { sendAddressClaimedEmails } from '../features/orders/claims.tasks.ts';
import type { PaymentsExports } from '../features/payments/payments-export.store.ts';
import { makePaymentsExport } from '../features/payments/payments.tasks.ts';
import { sendProgramQuestion } from '../features/programs/programs.tasks.ts';
import { sendPasswordChangedEmail } from '../features/security/security.tasks.ts';
import { sendCareEmail, sendMailing } from '../features/customers/customers.tasks.ts';
import { sendStaffEmail } from '../features/staff/staff.tasks.ts';
import { sendSignInEmail } from '../features/sign-in/sign-in.tasks.ts';

type Dependencies = Omit<Parameters<typeof sendSignInEmail>[0], 'baseUrl'> &
  Omit<Parameters<typeof sendProgramQuestion>[0], 'mailFrom'> &
  Omit<Parameters<typeof sendStaffEmail>[0], 'baseUrl'> &
  Parameters<typeof sendMailing>[0] & {
    pool: Pool;
    db: Knex;
    exports: PaymentsExports;
    /** Those of `money.ts`. */
    more: TaskList;
    config: Pick<Config, 'baseUrl' | 'mailFrom'>;
  };

/** Every kind of job and what it does. */
export function createTasks({ pool, db, config, exports, more, ...rest }: Dependencies): TaskList {
  return {
    'send-sign-in-email': sendSignInEmail({ ...rest, baseUrl: config.baseUrl }) as Task,
    'send-password-changed-email': sendPasswordChangedEmail({ ...rest, signInStore: rest.store }) as Task,
    'send-address-claimed-emails': sendAddressClaimedEmails({ ...rest, signInStore: rest.store }) as Task,
    'send-program-question': sendProgramQuestion({ ...rest, mailFrom: config.mailFrom }) as Task,
    'make-payments-export': makePaymentsExport({
      ...rest,
      baseUrl: config.baseUrl,
      exports,
      signInStore: rest.store,
    }) as Task,
    'send-mailing': sendMailing(rest) as Task,
    'send-care-email': sendCareEmail({ ...rest, signInStore: rest.store, baseUrl: config.baseUrl }) as Task,
    'send-staff-email': sendStaffEmail({ ...rest, baseUrl: config.baseUrl }) as Task,
    ...more,
    'settle-grants': settleSites(db) as Task,
    'forget-the-past': () => forgetThePast(pool),
  };
}

/** Every minute, every hour, and nightly from 03:10 UTC on. */
export const schedule = `* * * * * sweep-events
5 * * * * sweep-operations
10 3 * * * reconcile-all
20 3 * * * forget-the-past
40 3 * * * settle-grants
50 3 * * * warn-of-expiring-cards`;

/** What is no longer of use at a time that is the same for all sites. */
const past = {
  session: 'expire < now()',
  rate_limit: 'expire < extract(epoch from now()) * 1000',
  staff_session: `created_at < now() - interval '90 days'`,
  staff_link: `created_at < now() - interval '90 days'`,
  export_file: `created_at < now() - interval '2 days'`,
  support_code: `at < now() - interval '30 days'`,
  // Longer than the provider can be asked for its events again, so that none is taken twice.
  inbox_event: `applied_at is not null and received_at < now() - interval '40 days'`,
  // What was on its way when an endpoint was replaced has arrived since.
  site_secret: `kind = 'webhook_secret' and created_at < now() - interval '1 day' and exists (
    select from site_secret newer where newer.site_id = site_secret.site_id and newer.kind = site_secret.kind
      and newer.created_at > site_secret.created_at)`,
  provider_reading: `read_at < now() - interval '1 day'`,
  operation: `settled_at < now() - interval '30 days'`,
  site_report: `last_at < now() - interval '90 days'`,
  mailing: `created_at < now() - interval '1 year'`,
  // Long enough to find out afterwards who did what, and no longer: it names people.
  audit_entry: `at < now() - interval '2 years'`,
};

/** When each came about, of what a site keeps for as long as its setting `recordMonths` says. */
const records = { auth_session: 'created_at', sign_in_attempt: 'created_at', auth_event: 'at', email: 'created_at' };

/** A few thousand rows at a time, so that no statement runs into its time limit or holds many rows. */
async function forgetThePast(pool: Pool): Promise<void> {
  const few = 5000;
  const forget = async (table: string, found: string): Promise<void> => {
    const text = `delete from ${table} where ctid = any(array(${found} limit ${few}))`;
    while (((await pool.query(text)).rowCount ?? 0) === few);
  };
  for (const [table, isPast] of Object.entries(past)) await forget(table, `select ctid from ${table} where ${isPast}`);
  for (const [table, at] of Object.entries(records)) await forget(table, oldRecords(table, at));
  // Jobs that have used up their tries stay to be looked at, but not for ever.
  await pool.query(`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '90 days'))`);
}

/** No site keeps less than a month: that an index can tell, the rest is told row by row. */
const oldRecords = (table: string, at: string): string => `
  with kept as materialized (
    select id, now() - make_interval(months => coalesce((settings ->> 'recordMonths')::integer, 3)) as since from site
  )
  select record.ctid from ${table} record join kept on kept.id = record.site_id and record.${at} < kept.since
  where record.${at} < now() - interval '1 month'`;
