import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table phone (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      -- As it was written: people recognise their own number by its groups.
      number text not null,
      label text not null default '',
      is_default boolean not null default false,
      created_at timestamptz not null default now(),
      primary key (site_id, id),
      unique (site_id, customer_id, number),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create unique index phone_default on phone (site_id, customer_id) where is_default;
    insert into phone (site_id, id, customer_id, number, is_default)
      select site_id, gen_random_uuid(), id, phone, true from customer where phone is not null;
    alter table customer
      drop column phone,
      add column tags text[] not null default '{}',
      -- By the key of the site's definition, see settings.customerFields.
      add column fields jsonb not null default '{}';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table customer add column phone text, drop column tags, drop column fields;
    update customer c set phone = p.number from phone p
      where p.site_id = c.site_id and p.customer_id = c.id and p.is_default;
    drop table phone;
  `);
}
