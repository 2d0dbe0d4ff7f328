import type { Knex } from 'knex';
import { noticesStore } from '../emails/notices.store.ts';
import { notFound } from '../../http/errors.ts';
import { switchSql } from '../../http/gate.ts';
import { reading, type FileReading } from '../../http/reading.ts';
import { addressSql } from '../addresses/addresses.store.ts';
import type { Pictures } from './gravatar.ts';
import { locales, type Profile } from './profile.contract.ts';

const phone = `(
  select p.number from phone p where p.site_id = c.site_id and p.customer_id = c.id
  order by p.is_default desc, p.created_at desc, p.id desc limit 1)`;

const defaultAddress = `(
  select ${addressSql} from address a where a.site_id = c.site_id and a.customer_id = c.id and a.is_default)`;

/** The site's definitions with what the customer has for each. */
const fieldsOf = (settings: string) => `(
  select coalesce(json_agg(json_build_object('key', field ->> 'key', 'label', field ->> 'label', 'kind', field ->> 'kind',
    'choices', field -> 'choices', 'isEditable', (field -> 'isEditable')::boolean
      and ${switchSql(settings, 'profileEditing')}, 'value', c.fields -> (field ->> 'key')) order by position), '[]')
  from jsonb_array_elements(coalesce(${settings} -> 'customerFields', '[]')) with ordinality as defined (field, position))`;

const offered = `array[${locales.map((locale) => `'${locale}'`).join(', ')}]`;

/** Those to choose from; one that came with an import is among them as long as it is the customer's. */
const localesSql = `(${offered} || case when c.locale <> all (${offered}) then array[c.locale] else '{}'::text[] end)`;

const profileSql = (settings: string) => `json_build_object(
  'firstName', c.first_name, 'lastName', c.last_name,
  'email', case when ${switchSql(settings, 'billingInformation')} then c.email end,
  'phone', case when ${switchSql(settings, 'phones')} then ${phone} end,
  'defaultAddress', case when ${switchSql(settings, 'billingInformation')} then ${defaultAddress} end,
  'fields', ${fieldsOf(settings)},
  'locale', c.locale, 'locales', ${localesSql},
  'customerSince', c.created_at)`;

export const profileReading = reading<Profile>(
  `(select ${profileSql('caller.settings')} from customer c
    where c.site_id = caller.site_id and c.id = caller.customer_id)`,
);

/** Gravatar knows people by a hash: https://docs.gravatar.com/api/avatars/hash/ */
export const avatarReading = (pictures: Pictures): FileReading<{ emailHash: string }> => ({
  ...reading<{ emailHash: string }>(`(
    select json_build_object('emailHash', encode(sha256(convert_to(c.email, 'UTF8')), 'hex')) from customer c
    where c.site_id = caller.site_id and c.id = caller.customer_id and c.email is not null)`),
  async toFile({ emailHash }) {
    const picture = await pictures(emailHash);
    if (!picture) throw notFound();
    return picture;
  },
});

export interface ProfileChange {
  firstName?: string | undefined;
  lastName?: string | undefined;
  locale?: string | null | undefined;
  /** By key; `null` clears. */
  fields?: Record<string, string | number | boolean | null> | undefined;
}

export type ProfileStore = ReturnType<typeof profileStore>;

export function profileStore(db: Knex) {
  return {
    /** Changes what is given, leaves what is absent, and gives the profile as it is now. */
    async update(siteId: string, customerId: string, change: ProfileChange): Promise<Profile> {
      const columns = {
        first_name: change.firstName,
        last_name: change.lastName,
        locale: change.locale,
        fields: change.fields && db.raw('jsonb_strip_nulls(fields || ?::jsonb)', [JSON.stringify(change.fields)]),
      };
      const given = Object.entries(columns).filter(([, value]) => value !== undefined);
      if (given.length > 0) {
        await db('customer').where({ site_id: siteId, id: customerId }).update(Object.fromEntries(given));
        // An email may have waited for a name.
        await noticesStore(db).release(siteId, [customerId]);
      }
      const { rows } = await db.raw(
        `select ${profileSql('site.settings')} as profile
         from customer c join site on site.id = c.site_id where c.site_id = ? and c.id = ?`,
        [siteId, customerId],
      );
      return rows[0].profile;
    },
  };
}
