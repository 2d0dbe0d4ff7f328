import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { settleRules } from '../grants/settle.store.ts';
import { lockAddresses } from '../customers/move-customer.store.ts';

/** What was typed to become a customer, kept with the attempt until the address is proved. */
export interface Registration {
  firstName: string;
  lastName: string;
  /** The program whose defaults apply; `null`: none. */
  programId: string | null;
}

export interface SignUpProgram {
  id: string;
  has_registration: boolean;
  sign_up_level_id: string | null;
  sign_up_tags: string[];
  sign_up_page: string | null;
}

export type RegistrationStore = ReturnType<typeof registrationStore>;

export function registrationStore(db: Knex) {
  const findIn = (
    at: Knex,
    siteId: string,
    key: { slug: string } | { id: string },
  ): Promise<SignUpProgram | undefined> =>
    at('program')
      .select('id', 'has_registration', 'sign_up_level_id', 'sign_up_tags', 'sign_up_page')
      .where({ site_id: siteId, ...key })
      .first();

  return {
    findProgram: (siteId: string, key: { slug: string }) => findIn(db, siteId, key),

    /**
     * Makes the customer unless there is one, and gives them what the program gives to those who register. Twice changes
     * nothing more. Gives the page on which they land, if the program has one.
     */
    register: (siteId: string, email: string, registration: Registration): Promise<{ page: string | null }> =>
      db.transaction(async (trx) => {
        await lockAddresses(trx, siteId, 'to add people');
        const { firstName, lastName, programId } = registration;
        const row = { site_id: siteId, id: newId(), email, first_name: firstName, last_name: lastName };
        const claimed = await trx('claimed_email').where({ site_id: siteId, email }).first('customer_id');
        if (!claimed) {
          const fresh = { ...row, created_from: 'registration' };
          // The conflict is with the part of the index that has an address.
          await trx('customer').insert(fresh).onConflict(trx.raw('(site_id, email) where email is not null')).ignore();
        }
        const customerId =
          claimed?.customer_id ?? (await trx('customer').where({ site_id: siteId, email }).first('id')).id;
        const program = programId === null ? undefined : await findIn(trx, siteId, { id: programId });
        if (!program) return { page: null };
        if (program.sign_up_level_id) {
          const grant = { site_id: siteId, customer_id: customerId, level_id: program.sign_up_level_id };
          await trx('level_grant')
            .insert({ ...grant, id: newId(), source_kind: 'registration', source_id: program.id })
            .onConflict(['site_id', 'customer_id', 'level_id', 'source_kind', 'source_id'])
            .ignore();
        }
        await trx('customer')
          .where({ site_id: siteId, id: customerId })
          .update({
            tags: trx.raw(`array(select distinct unnest(tags || ?::text[]) order by 1)`, [program.sign_up_tags]),
          });
        await settleRules(trx, siteId, [customerId]);
        return { page: program.sign_up_page };
      }),
  };
}
