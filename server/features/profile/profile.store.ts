import type { Knex } from 'knex';
import { switchSql } from '../../http/gate.ts';
import { reading } from '../../http/reading.ts';
import { locales, type Profile } from './profile.contract.ts';

const profileSql = (settings: string, customer: string) => `json_build_object(
  'firstName', c.first_name, 'lastName', c.last_name,
  'email', case when ${switchSql(settings, 'billingInformation')} then c.email end,
  'phone', case when ${switchSql(settings, 'phones')} then (
    select p.number from phone p where p.site_id = c.site_id and p.customer_id = c.id
    order by p.is_default desc, p.created_at desc, p.id desc limit 1) end,
  'locale', c.locale, 'locales', array[${locales.map((locale) => `'${locale}'`).join(', ')}],
  'customerSince', c.created_at) ${customer}`;

export const profileReading = reading<Profile>(
  `(select ${profileSql('caller.settings', 'from customer c where c.site_id = caller.site_id and c.id = caller.customer_id')})`,
);

export interface ProfileChange {
  firstName?: string | undefined;
  lastName?: string | undefined;
  locale?: string | null | undefined;
}

export type ProfileStore = ReturnType<typeof profileStore>;

export function profileStore(db: Knex) {
  return {
    /** Changes what is given, leaves what is absent, and gives the profile as it is now. */
    async update(siteId: string, customerId: string, change: ProfileChange): Promise<Profile> {
      const columns = { first_name: change.firstName, last_name: change.lastName, locale: change.locale };
      const given = Object.entries(columns).filter(([, value]) => value !== undefined);
      if (given.length > 0) {
        await db('customer').where({ site_id: siteId, id: customerId }).update(Object.fromEntries(given));
      }
      const { rows } = await db.raw(
        `select ${profileSql('site.settings', 'as profile')}
         from customer c join site on site.id = c.site_id where c.site_id = ? and c.id = ?`,
        [siteId, customerId],
      );
      return rows[0].profile;
    },
  };
}
