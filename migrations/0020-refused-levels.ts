import type { Knex } from 'knex';

/** Of a refusal that asked for levels by name: one of them, or all. Codes from before are taken as the first. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table support_code add column levels_match text check (levels_match in ('any', 'all'))`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table support_code drop column levels_match');
}
