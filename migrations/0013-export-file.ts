import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Files too large to be made while somebody waits; each is kept for a day.
    create table export_file (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      filter jsonb not null,
      content text,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (site_id, id),
      foreign key (site_id, customer_id) references customer on delete cascade,
      check ((content is null) = (finished_at is null))
    );
    create index export_file_customer on export_file (site_id, customer_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table export_file');
}
