/** The pages of the shop that the demo's center knows, and who may see them. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';

interface KnownPage {
  file: string;
  title: string;
  rule?: 'signed_in' | 'any';
  /** Slugs, with the rule any. */
  levels?: string[];
}

const known: KnownPage[] = [
  { file: '', title: 'The shop' },
  { file: 'account.html', title: 'Your account' },
  { file: 'orders.html', title: 'Your orders', rule: 'signed_in' },
  { file: 'recipes.html', title: 'Glaze recipes', rule: 'any', levels: ['studio', 'studio-plus'] },
  { file: 'journal.html', title: 'The journal', rule: 'any', levels: ['journal'] },
  { file: 'open-evenings.html', title: 'Open evenings' },
];

export async function addKnownPages(
  trx: Knex,
  { siteId, baseUrl }: { siteId: string; baseUrl: string },
): Promise<void> {
  for (const { file, title, rule = 'everyone', levels = [] } of known) {
    const page = { site_id: siteId, id: newId() };
    await trx('page').insert({ ...page, address: `${baseUrl}/shop/${file}`, title, rule, source: 'hand' });
    const closing = trx('level')
      .select(trx.raw('?', [siteId]), trx.raw('?::uuid', [page.id]), 'id')
      .whereIn('slug', levels);
    await trx.raw('insert into page_level (site_id, page_id, level_id) ?', [closing.where({ site_id: siteId })]);
  }
}
