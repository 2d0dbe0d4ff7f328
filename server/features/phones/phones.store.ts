import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import { switchSql } from '../../http/gate.ts';
import { reading } from '../../http/reading.ts';
import type { Phones } from './phones.contract.ts';

const listSql = (owner: string): string => `(
  select coalesce(json_agg(json_build_object('id', p.id, 'number', p.number, 'label', p.label, 'isDefault', p.is_default)
    order by p.is_default desc, p.created_at desc, p.id desc), '[]')
  from phone p where ${owner})`;

export const phoneList = reading<Phones>(
  `json_build_object('phones', ${listSql('p.site_id = caller.site_id and p.customer_id = caller.customer_id')},
    'mayEdit', ${switchSql('caller.settings', 'phoneEditing')})`,
);

/** More than anybody has; keeps one customer from filling the table. */
const mostPhones = 20;

interface PhoneFields {
  number?: string | undefined;
  label?: string | undefined;
}

export type PhonesStore = ReturnType<typeof phonesStore>;

export function phonesStore(db: Knex) {
  /**
   * Runs alone for a customer, so that two calls at once leave one default number, and gives the list as it is then. `own`
   * begins a query for the customer's numbers.
   */
  const alone = (
    siteId: string,
    customerId: string,
    work: (own: () => Knex.QueryBuilder) => Promise<void>,
  ): Promise<Phones> =>
    db.transaction(async (trx) => {
      await trx('customer').select('id').where({ site_id: siteId, id: customerId }).forUpdate();
      await work(() => trx('phone').where({ site_id: siteId, customer_id: customerId }));
      const { rows } = await trx.raw(`select ${listSql('p.site_id = ? and p.customer_id = ?')} as list`, [
        siteId,
        customerId,
      ]);
      return { phones: rows[0].list, mayEdit: true };
    });

  return {
    add: (siteId: string, customerId: string, { number = '', label = '' }: PhoneFields) =>
      alone(siteId, customerId, async (own) => {
        const have = await own().select('number').limit(mostPhones);
        if (have.length >= mostPhones) throw new AppError('too_many', 409);
        if (have.some((phone: { number: string }) => phone.number === number)) throw twice();
        const ids = { site_id: siteId, customer_id: customerId, id: newId() };
        await own().insert({ ...ids, number, label, is_default: have.length === 0 });
      }),

    change: (
      siteId: string,
      customerId: string,
      id: string,
      { isDefault, ...fields }: PhoneFields & { isDefault?: true | undefined },
    ) =>
      alone(siteId, customerId, async (own) => {
        const { number } = fields;
        if (!(await own().where({ id }).first())) throw notFound();
        if (number !== undefined && (await own().where({ number }).whereNot({ id }).first())) throw twice();
        if (isDefault) await own().where({ is_default: true }).update({ is_default: false });
        const given = Object.entries({ ...fields, is_default: isDefault }).filter(([, value]) => value !== undefined);
        if (given.length > 0) await own().where({ id }).update(Object.fromEntries(given));
      }),

    remove: (siteId: string, customerId: string, id: string) =>
      alone(siteId, customerId, async (own) => {
        const [removed] = await own().where({ id }).delete().returning('is_default');
        if (!removed) throw notFound();
        if (!removed.is_default) return;
        const byAge = ['created_at', 'id'].map((column) => ({ column, order: 'desc' }));
        const newest = await own().orderBy(byAge).first('id');
        if (newest) await own().where({ id: newest.id }).update({ is_default: true });
      }),
  };
}

const twice = () => invalid('number', 'is on your list already');
