import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Counts the changes, so that nobody saves over what another has saved since they looked.
    alter table site add column settings_version integer not null default 1;

    -- The picture as it was made anew from what was uploaded; its hash is its name.
    create table site_logo (
      site_id text not null references site on delete cascade,
      hash text not null,
      content bytea not null,
      content_type text not null,
      created_at timestamptz not null default now(),
      primary key (site_id)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table site_logo; alter table site drop column settings_version');
}
