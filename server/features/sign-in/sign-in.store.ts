import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';

export type Purpose = 'sign_in' | 'new_password' | 'confirmation';

export interface Attempt {
  site_id: string;
  id: string;
  purpose: Purpose;
  email: string;
  customer_id: string | null;
  binding_hash: Buffer;
  wanted_page: string | null;
  token_hash: Buffer | null;
  code_hash: string | null;
  email_tries: number;
  used_at: Date | null;
  closed_why: string | null;
  is_expired: boolean;
}

export interface SignInCustomer {
  id: string;
  email: string | null;
  first_name: string;
  username: string | null;
  password_hash: string | null;
  blocked_at: Date | null;
}

const customerColumns = ['id', 'email', 'first_name', 'username', 'password_hash', 'blocked_at'];
const notExpired = `(expires_at is null or expires_at > now())`;
/** An email that is still waiting to be sent after so long would surprise whoever has gone on meanwhile. */
const notStale = `created_at > now() - interval '20 minutes'`;

export type SignInStore = ReturnType<typeof signInStore>;

export function signInStore(db: Knex) {
  const onlyOpen = (query: Knex.QueryBuilder) =>
    void query.whereNull('used_at').whereNull('closed_at').whereRaw(notExpired).whereRaw(notStale);

  return {
    /** Writes down that an email was asked for, and the job that will send it, in one transaction. */
    async ask(
      attempt: Pick<Attempt, 'site_id' | 'purpose' | 'email' | 'binding_hash'> & Partial<Attempt>,
    ): Promise<void> {
      const id = newId();
      await db.transaction(async (trx) => {
        await trx('sign_in_attempt').insert({ ...attempt, id });
        await trx.raw(`select graphile_worker.add_job('send-sign-in-email', ?::json, max_attempts => 8)`, [
          JSON.stringify({ siteId: attempt.site_id, attemptId: id }),
        ]);
      });
    },

    find: (siteId: string, id: string): Promise<Attempt | undefined> =>
      db('sign_in_attempt')
        .select('*', db.raw(`not (${notExpired} and ${notStale}) as is_expired`))
        .where({ site_id: siteId, id })
        .first(),

    /**
     * Counts one try of a code on every open attempt of this browser and gives those that had a try left. Counting comes
     * before comparing, so that parallel guesses find no more than five tries either.
     */
    async countCodeTry(
      siteId: string,
      purpose: Purpose,
      bindingHash: Buffer,
    ): Promise<(Attempt & { code_tries: number })[]> {
      return db('sign_in_attempt')
        .where({ site_id: siteId, purpose, binding_hash: bindingHash })
        .where('code_tries', '<', 5)
        .modify(onlyOpen)
        .update({ code_tries: db.raw('code_tries + 1') })
        .returning('*');
    },

    /** Marks an attempt used, once: of two calls at the same time one gets `false`. */
    async use(siteId: string, id: string): Promise<boolean> {
      const used = await db('sign_in_attempt')
        .where({ site_id: siteId, id })
        .modify(onlyOpen)
        .update({ used_at: db.fn.now() });
      return used === 1;
    },

    async markOpened(siteId: string, id: string): Promise<void> {
      await db('sign_in_attempt').where({ site_id: siteId, id, opened_at: null }).update({ opened_at: db.fn.now() });
    },

    /** Counts a wrong address typed for a link; the third closes it. */
    async countEmailTry(siteId: string, id: string): Promise<void> {
      await db.raw(
        `update sign_in_attempt set email_tries = email_tries + 1,
           closed_at = case when email_tries >= 2 then now() else closed_at end,
           closed_why = case when email_tries >= 2 then 'email_tries' else closed_why end
         where site_id = ? and id = ?`,
        [siteId, id],
      );
    },

    /** Closes a customer's open attempts but the newest few. */
    async closeOlder(siteId: string, customerId: string, keep: number): Promise<void> {
      const kept = db('sign_in_attempt')
        .select('id')
        .where({ site_id: siteId, customer_id: customerId })
        .modify(onlyOpen)
        .orderBy('created_at', 'desc')
        .limit(keep);
      await db('sign_in_attempt')
        .where({ site_id: siteId, customer_id: customerId })
        .whereNull('used_at')
        .whereNull('closed_at')
        .whereNotIn('id', kept)
        .update({ closed_at: db.fn.now(), closed_why: 'replaced' });
    },

    /** Ties an attempt to its customer, with hashes of what the email about to be sent holds. Ten minutes begin now. */
    async arm(
      attempt: Attempt,
      hashes: { customerId: string; tokenHash: Buffer | null; codeHash: string | null },
    ): Promise<void> {
      await db('sign_in_attempt')
        .where({ site_id: attempt.site_id, id: attempt.id })
        .update({
          customer_id: hashes.customerId,
          token_hash: hashes.tokenHash,
          code_hash: hashes.codeHash,
          sent_at: db.fn.now(),
          expires_at: db.raw(`now() + interval '10 minutes'`),
        });
    },

    findCustomerByEmail: (siteId: string, email: string): Promise<SignInCustomer | undefined> =>
      db('customer').select(customerColumns).where({ site_id: siteId, email }).first(),

    findCustomerByUsername: (siteId: string, username: string): Promise<SignInCustomer | undefined> =>
      db('customer').select(customerColumns).where({ site_id: siteId, username }).first(),

    findCustomer: (siteId: string, id: string): Promise<SignInCustomer | undefined> =>
      db('customer').select(customerColumns).where({ site_id: siteId, id }).first(),

    async savePasswordHash(siteId: string, customerId: string, hash: string): Promise<void> {
      await db('customer').where({ site_id: siteId, id: customerId }).update({ password_hash: hash });
    },

    originsOf: async (siteId: string): Promise<string[]> =>
      (await db('site_origin').select('origin').where({ site_id: siteId })).map(
        (row: { origin: string }) => row.origin,
      ),
  };
}
