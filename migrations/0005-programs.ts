import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table program (
      site_id text not null references site on delete cascade,
      id uuid not null,
      name text not null,
      primary key (site_id, id)
    );
    create table product (
      site_id text not null references site on delete cascade,
      id uuid not null,
      name text not null,
      program_id uuid,
      primary key (site_id, id),
      foreign key (site_id, program_id) references program
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table product, program');
}
