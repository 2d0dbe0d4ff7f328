import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { Client } from '../../http/client.ts';
import type { Language } from '../../http/values.ts';
import type { Registration } from './registration.store.ts';

/** A claim proves another address of somebody who is signed in. */
export type Purpose = 'sign_in' | 'new_password' | 'confirmation' | 'claim';

export interface Attempt {
  site_id: string;
  id: string;
  purpose: Purpose;
  email: string;
  customer_id: string | null;
  binding_hash: Buffer;
  wanted_page: string | null;
  /** When it would make a customer. */
  registration: Registration | null;
  /** Of the page that asked. */
  language: Language | null;
  /** Where the email was asked for. */
  asked_network: string | null;
  asked_device: string | null;
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
  username: string | null;
  password_hash: string | null;
  blocked_at: Date | null;
  /** Language and region they have chosen. */
  locale: string | null;
  /** As it was when the proof was looked at; see `Sessions.start`. */
  sign_in_epoch: number;
}

/** An attempt on which a code was tried. */
export interface TriedAttempt extends Attempt {
  code_tries: number;
  is_open: boolean;
}

export const mostCodeTries = 5;
export const mostEmailTries = 3;
/** Emails of one browser that are good at a time. */
const mostOpen = 3;

const customerColumns = ['id', 'email', 'username', 'password_hash', 'blocked_at', 'locale', 'sign_in_epoch'];
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

    /** Who looked at a link first, which says whether it was a mail scanner. */
    async noteCheck(siteId: string, id: string, { network, device }: Client): Promise<void> {
      await db('sign_in_attempt')
        .where({ site_id: siteId, id, checked_at: null })
        .update({ checked_at: db.fn.now(), checked_network: network, checked_device: device });
    },

    /**
     * Counts one try of a code on the newest three attempts of this browser and gives those that had a try left. Counting
     * comes before comparing, so that parallel guesses find no more than five tries either; and it looks at nothing that
     * differs between an address somebody has and one nobody has, as being used, closed or expired does.
     */
    async countCodeTry(siteId: string, purpose: Purpose, bindingHash: Buffer): Promise<TriedAttempt[]> {
      const own = { site_id: siteId, purpose, binding_hash: bindingHash };
      const newest = db('sign_in_attempt')
        .select('id')
        .where(own)
        .whereRaw(notStale)
        .orderBy('created_at', 'desc')
        .limit(mostOpen);
      return db('sign_in_attempt')
        .where(own)
        .whereIn('id', newest)
        .where('code_tries', '<', mostCodeTries)
        .update({ code_tries: db.raw('code_tries + 1') })
        .returning(['*', db.raw(`used_at is null and closed_at is null and ${notExpired} as is_open`)]);
    },

    /** Marks an attempt used, once: of two calls at the same time one gets `false`. */
    async use(siteId: string, id: string): Promise<boolean> {
      const used = await db('sign_in_attempt')
        .where({ site_id: siteId, id })
        .modify(onlyOpen)
        .update({ used_at: db.fn.now() });
      return used === 1;
    },

    /** Counts an address typed for a link before it is compared; `false` after the third. */
    async countEmailTry(siteId: string, id: string): Promise<boolean> {
      const counted = await db('sign_in_attempt')
        .where({ site_id: siteId, id })
        .where('email_tries', '<', mostEmailTries)
        .update({ email_tries: db.raw('email_tries + 1') });
      return counted === 1;
    },

    /** Closes what a customer has not used, as after signing in. */
    async closeOpen(siteId: string, customerId: string): Promise<void> {
      await db('sign_in_attempt')
        .where({ site_id: siteId, customer_id: customerId })
        .whereNull('used_at')
        .whereNull('closed_at')
        .update({ closed_at: db.fn.now(), closed_why: 'replaced' });
    },

    /** Closes the emails that were sent to an address before it had a customer, and so belong to none. */
    async closeRegistrations(siteId: string, email: string): Promise<void> {
      await db('sign_in_attempt')
        .where({ site_id: siteId, email, customer_id: null })
        .whereNotNull('sent_at')
        .whereNotNull('registration')
        .modify(onlyOpen)
        .update({ closed_at: db.fn.now(), closed_why: 'replaced' });
    },

    /**
     * Closes all but the newest three that one browser asked for. By browser and not by customer: a stranger who asks for
     * emails must not put an end to one the customer already has.
     */
    async closeOlder({ site_id, binding_hash }: Pick<Attempt, 'site_id' | 'binding_hash'>): Promise<void> {
      const own = { site_id, binding_hash };
      const kept = db('sign_in_attempt').select('id').where(own).orderBy('created_at', 'desc').limit(mostOpen);
      await db('sign_in_attempt')
        .where(own)
        .whereNull('used_at')
        .whereNull('closed_at')
        .whereNotIn('id', kept)
        .update({ closed_at: db.fn.now(), closed_why: 'replaced' });
    },

    /**
     * Ties an attempt to its customer, with hashes of what the email about to be sent holds; for an address nobody has, to
     * nothing. Ten minutes begin now.
     */
    async arm(
      attempt: Attempt,
      hashes: { customerId: string | null; tokenHash: Buffer | null; codeHash: string | null },
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

    /** By any of a customer's addresses. */
    findCustomerByEmail: (siteId: string, email: string): Promise<SignInCustomer | undefined> =>
      db('customer')
        .select(customerColumns)
        .where({ site_id: siteId })
        .where((query) => {
          const claimed = db('claimed_email').select('customer_id').where({ site_id: siteId, email });
          void query.where({ email }).orWhereIn('id', claimed);
        })
        .first(),

    findCustomerByUsername: (siteId: string, username: string): Promise<SignInCustomer | undefined> =>
      db('customer').select(customerColumns).where({ site_id: siteId, username }).first(),

    findCustomer: (siteId: string, id: string): Promise<SignInCustomer | undefined> =>
      db('customer').select(customerColumns).where({ site_id: siteId, id }).first(),

    async markSignedIn(siteId: string, id: string): Promise<void> {
      await db('customer').where({ site_id: siteId, id }).update({ last_signed_in_at: db.fn.now() });
    },

    /** Hashes the same password anew; does nothing if it was changed meanwhile. */
    async replaceHash(siteId: string, customer: SignInCustomer, hash: string): Promise<void> {
      await db('customer')
        .where({ site_id: siteId, id: customer.id, password_hash: customer.password_hash })
        .update({ password_hash: hash });
    },

    originsOf: async (siteId: string): Promise<string[]> =>
      (await db('site_origin').select('origin').where({ site_id: siteId })).map(
        (row: { origin: string }) => row.origin,
      ),
  };
}
