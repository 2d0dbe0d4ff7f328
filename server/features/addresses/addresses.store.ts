import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { AppError, notFound } from '../../http/errors.ts';
import { reading } from '../../http/reading.ts';
import type { Address, NewAddress } from './addresses.contract.ts';

/** An address `a` as the contract has it. */
export const addressSql = `json_build_object('id', a.id, 'name', a.name, 'line1', a.line1, 'line2', a.line2,
  'postalCode', a.postal_code, 'city', a.city, 'region', a.region, 'country', a.country, 'isDefault', a.is_default)`;

const listSql = (owner: string): string => `(
  select coalesce(json_agg(${addressSql} order by a.is_default desc, a.created_at desc, a.id desc), '[]')
  from address a where ${owner})`;

export const addressList = reading<Address[]>(
  listSql('a.site_id = caller.site_id and a.customer_id = caller.customer_id'),
);

/** More than anybody has; keeps one customer from filling the table. */
const mostAddresses = 50;

export type AddressesStore = ReturnType<typeof addressesStore>;

export function addressesStore(db: Knex) {
  const list = async (trx: Knex, siteId: string, customerId: string): Promise<Address[]> => {
    const { rows } = await trx.raw(`select ${listSql('a.site_id = ? and a.customer_id = ?')} as list`, [
      siteId,
      customerId,
    ]);
    return rows[0].list;
  };

  /** Runs alone for a customer, so that two calls at once leave one default address. */
  const alone = <Result>(siteId: string, customerId: string, work: (trx: Knex) => Promise<Result>): Promise<Result> =>
    db.transaction(async (trx) => {
      await trx('customer').select('id').where({ site_id: siteId, id: customerId }).forUpdate();
      return work(trx);
    });

  const clearDefault = (trx: Knex, siteId: string, customerId: string) =>
    trx('address').where({ site_id: siteId, customer_id: customerId, is_default: true }).update({ is_default: false });

  return {
    add: (
      siteId: string,
      customerId: string,
      { isDefault, ...fields }: NewAddress & { isDefault?: boolean | undefined },
    ) =>
      alone(siteId, customerId, async (trx) => {
        const own = await trx('address')
          .select('id')
          .where({ site_id: siteId, customer_id: customerId })
          .limit(mostAddresses);
        if (own.length >= mostAddresses) throw new AppError('too_many', 409);
        const becomesDefault = isDefault === true || own.length === 0;
        if (becomesDefault) await clearDefault(trx, siteId, customerId);
        await trx('address').insert({
          site_id: siteId,
          id: newId(),
          customer_id: customerId,
          name: fields.name,
          line1: fields.line1,
          line2: fields.line2 || null,
          postal_code: fields.postalCode,
          city: fields.city,
          region: fields.region || null,
          country: fields.country,
          is_default: becomesDefault,
        });
        return list(trx, siteId, customerId);
      }),

    makeDefault: (siteId: string, customerId: string, id: string) =>
      alone(siteId, customerId, async (trx) => {
        const own = { site_id: siteId, customer_id: customerId, id };
        if (!(await trx('address').where(own).first())) throw notFound();
        await clearDefault(trx, siteId, customerId);
        await trx('address').where(own).update({ is_default: true });
        return list(trx, siteId, customerId);
      }),
  };
}
