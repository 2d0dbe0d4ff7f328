import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { AppError, notFound } from '../../http/errors.ts';
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
  /** Runs alone for a customer, so that two calls at once leave one default number, and gives the list as it is then. */
  const alone = (siteId: string, customerId: string, work: (trx: Knex) => Promise<void>): Promise<Phones> =>
    db.transaction(async (trx) => {
      await trx('customer').select('id').where({ site_id: siteId, id: customerId }).forUpdate();
      await work(trx);
      const { rows } = await trx.raw(`select ${listSql('p.site_id = ? and p.customer_id = ?')} as list`, [
        siteId,
        customerId,
      ]);
      return { phones: rows[0].list, mayEdit: true };
    });

  return {
    add: (siteId: string, customerId: string, { number = '', label = '' }: PhoneFields) =>
      alone(siteId, customerId, async (trx) => {
        const own = { site_id: siteId, customer_id: customerId };
        const have = await trx('phone').select('number').where(own).limit(mostPhones);
        if (have.length >= mostPhones) throw new AppError('too_many', 409);
        if (have.some((phone) => phone.number === number)) throw twice();
        await trx('phone').insert({ ...own, id: newId(), number, label, is_default: have.length === 0 });
      }),

    change: (
      siteId: string,
      customerId: string,
      id: string,
      { isDefault, ...fields }: PhoneFields & { isDefault?: true | undefined },
    ) =>
      alone(siteId, customerId, async (trx) => {
        const own = { site_id: siteId, customer_id: customerId };
        if (
          !(await trx('phone')
            .where({ ...own, id })
            .first())
        )
          throw notFound();
        const { number } = fields;
        if (
          number !== undefined &&
          (await trx('phone')
            .where({ ...own, number })
            .whereNot({ id })
            .first())
        )
          throw twice();
        if (isDefault)
          await trx('phone')
            .where({ ...own, is_default: true })
            .update({ is_default: false });
        const given = Object.entries({ ...fields, is_default: isDefault }).filter(([, value]) => value !== undefined);
        if (given.length)
          await trx('phone')
            .where({ ...own, id })
            .update(Object.fromEntries(given));
      }),

    remove: (siteId: string, customerId: string, id: string) =>
      alone(siteId, customerId, async (trx) => {
        const own = { site_id: siteId, customer_id: customerId };
        const [removed] = await trx('phone')
          .where({ ...own, id })
          .delete()
          .returning('is_default');
        if (!removed) throw notFound();
        if (!removed.is_default) return;
        const newest = trx('phone')
          .select('id')
          .where(own)
          .orderBy([
            { column: 'created_at', order: 'desc' },
            { column: 'id', order: 'desc' },
          ])
          .limit(1);
        await trx('phone').where(own).whereIn('id', newest).update({ is_default: true });
      }),
  };
}

const twice = () =>
  new AppError('invalid_request', 422, { fields: [{ path: 'number', message: 'is on your list already' }] });
