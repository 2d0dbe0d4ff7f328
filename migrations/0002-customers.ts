import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table customer (
      site_id text not null references site on delete cascade,
      id uuid not null,
      email text,
      username text,
      first_name text not null default '',
      last_name text not null default '',
      phone text,
      locale text,
      password_hash text,
      blocked_at timestamptz,
      -- Raised whenever sessions are revoked: a sign-in that began before is refused at its end.
      sign_in_epoch integer not null default 0,
      created_from text not null,
      created_at timestamptz not null default now(),
      primary key (site_id, id)
    );
    create unique index customer_email on customer (site_id, email) where email is not null;
    create unique index customer_username on customer (site_id, username) where username is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table customer');
}
