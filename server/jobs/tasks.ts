import type { Pool } from 'pg';
import type { Task } from 'graphile-worker';
import { sendPasswordChangedEmail } from '../features/security/security.tasks.ts';
import { sendSignInEmail } from '../features/sign-in/sign-in.tasks.ts';

type Dependencies = Parameters<typeof sendSignInEmail>[0] & { pool: Pool };

/** Every kind of job and what it does. */
export function createTasks({ pool, ...rest }: Dependencies): Record<string, Task> {
  return {
    'send-sign-in-email': sendSignInEmail(rest) as Task,
    'send-password-changed-email': sendPasswordChangedEmail({ ...rest, signInStore: rest.store }) as Task,
    'forget-the-past': () => forgetThePast(pool),
  };
}

/** Nightly, at 03:20 UTC. */
export const schedule = '20 3 * * * forget-the-past';

/** Deletes what is no longer of use: sessions and limits that have run out, sign-in records after 90 days. */
async function forgetThePast(pool: Pool): Promise<void> {
  await pool.query('delete from session where expire < now()');
  await pool.query('delete from rate_limit where expire < extract(epoch from now()) * 1000');
  await pool.query(`delete from auth_session where created_at < now() - interval '90 days'`);
  await pool.query(`delete from sign_in_attempt where created_at < now() - interval '90 days'`);
  await pool.query(`delete from auth_event where at < now() - interval '90 days'`);
}
