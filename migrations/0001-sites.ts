import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table site (
      id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
      settings jsonb not null,
      created_at timestamptz not null default now()
    );
    create table site_origin (
      site_id text not null references site on delete cascade,
      origin text not null,
      created_at timestamptz not null default now(),
      primary key (site_id, origin)
    );
    -- Only hashes of keys that others show us; a key is printed once, when it is made.
    create table site_secret (
      site_id text not null references site on delete cascade,
      id uuid not null,
      kind text not null check (kind in ('proxy')),
      secret_hash bytea not null,
      created_at timestamptz not null default now(),
      primary key (site_id, id),
      unique (site_id, kind, secret_hash)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table site_secret, site_origin, site');
}
