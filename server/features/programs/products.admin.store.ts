/** What is sold, and what it gives to those who buy it. */
import type { Knex } from 'knex';
import { checkStore, type CheckStore } from '../access/check.store.ts';
import { settleSoon } from '../grants/settle.store.ts';
import type { AdminProduct } from './programs.admin.contract.ts';
import { priceJson } from './program-detail.admin.store.ts';

export type ProductsAdminStore = ReturnType<typeof productsAdminStore>;

const pageSize = 50;

export function productsAdminStore(db: Knex) {
  return {
    /** By name, behind the product `after`. */
    async list(siteId: string, { search = '', after }: { search?: string | undefined; after?: string | undefined }) {
      const { rows } = await db.raw(
        `select p.id, p.name,
          (select coalesce(json_agg(json_build_object('id', l.id, 'name', l.name, 'program', g.name)
              order by g.name, l.position), '[]')
            from product_level x join level l on l.site_id = x.site_id and l.id = x.level_id
            join program g on g.site_id = l.site_id and g.id = l.program_id
            where x.site_id = p.site_id and x.product_id = p.id) as levels,
          (select coalesce(json_agg(json_build_object('id', k.id, 'title', k.title) order by k.title), '[]')
            from product_course x join course k on k.site_id = x.site_id and k.id = x.course_id
            where x.site_id = p.site_id and x.product_id = p.id) as courses,
          (select coalesce(json_agg(${priceJson} order by r.is_active desc, r.unit_cents, r.id), '[]') from price r
            where r.site_id = p.site_id and r.product_id = p.id) as prices
        from product p
        where p.site_id = :siteId and strpos(lower(p.name), lower(:search)) > 0
          and (cast(:after as uuid) is null or (lower(p.name), p.id) > (
            select lower(a.name), a.id from product a where a.site_id = :siteId and a.id = cast(:after as uuid)))
        order by lower(p.name), p.id limit ${pageSize + 1}`,
        { siteId, search, after: after ?? null },
      );
      const items: AdminProduct[] = rows.slice(0, pageSize);
      return { items, next: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null };
    },

    /** False: the site has no such product. */
    setGrants: (
      siteId: string,
      productId: string,
      { levelIds, courseIds }: { levelIds: string[]; courseIds: string[] },
    ): Promise<boolean> =>
      db.transaction(async (trx) => {
        const own = { site_id: siteId, product_id: productId };
        if (!(await trx('product').where({ site_id: siteId, id: productId }).forUpdate().first('id'))) return false;
        await trx('product_level').where(own).delete();
        await trx('product_course').where(own).delete();
        if (levelIds.length > 0) await trx('product_level').insert(levelIds.map((id) => ({ ...own, level_id: id })));
        if (courseIds.length > 0)
          await trx('product_course').insert(courseIds.map((id) => ({ ...own, course_id: id })));
        // Which program a purchase is of: what is shown beside it, and what its cancellation writes.
        const program = trx('level as l')
          .join('program as g', { 'g.site_id': 'l.site_id', 'g.id': 'l.program_id' })
          .where({ 'l.site_id': siteId })
          .whereIn('l.id', levelIds)
          .orderBy(['g.name', 'g.id'])
          .limit(1)
          .select('g.id');
        await trx('product').where({ site_id: siteId, id: productId }).update({ program_id: program });
        await settleSoon(trx, siteId);
        return true;
      }),
  };
}

export type ProductsTogether = ReturnType<typeof productsTogether>;

/** Products and the check of the configuration in one transaction. */
export const productsTogether =
  (db: Knex) =>
  <Result>(work: (store: ProductsAdminStore, checks: CheckStore) => Promise<Result>): Promise<Result> =>
    db.transaction((trx) => work(productsAdminStore(trx), checkStore(trx)));
