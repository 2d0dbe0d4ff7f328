import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The table of connect-pg-simple. Its shipped one has no time zone, which misjudges sessions between zones.
    create table session (
      sid text primary key,
      sess json not null,
      expire timestamptz not null
    );
    create index session_expire on session (expire);

    create table rate_limit (
      key text primary key,
      points integer not null default 0,
      expire bigint
    );

    create table auth_session (
      site_id text not null,
      id uuid not null,
      sid_hash bytea not null,
      customer_id uuid not null,
      transport text not null check (transport in ('cookie')),
      method text not null check (method in ('link', 'code', 'password')),
      device text not null,
      network text,
      created_at timestamptz not null default now(),
      confirmed_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      revoked_at timestamptz,
      revoked_why text,
      primary key (site_id, id),
      unique (site_id, sid_hash),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create index auth_session_customer on auth_session (site_id, customer_id) where revoked_at is null;

    create table sign_in_attempt (
      site_id text not null references site on delete cascade,
      id uuid not null,
      purpose text not null check (purpose in ('sign_in', 'new_password', 'confirmation')),
      email text not null,
      customer_id uuid,
      binding_hash bytea not null,
      wanted_page text,
      token_hash bytea,
      code_hash text,
      code_tries integer not null default 0,
      email_tries integer not null default 0,
      created_at timestamptz not null default now(),
      sent_at timestamptz,
      expires_at timestamptz,
      used_at timestamptz,
      closed_at timestamptz,
      closed_why text,
      primary key (site_id, id),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create index sign_in_attempt_binding on sign_in_attempt (site_id, binding_hash, created_at desc);
    create index sign_in_attempt_customer on sign_in_attempt (site_id, customer_id, created_at desc);
    create index sign_in_attempt_created on sign_in_attempt (created_at);

    create table auth_event (
      site_id text not null references site on delete cascade,
      id uuid not null,
      at timestamptz not null default now(),
      kind text not null,
      cause text,
      method text,
      login text,
      customer_id uuid,
      network text,
      device text,
      request_id text,
      detail text,
      primary key (site_id, id)
    );
    create index auth_event_customer on auth_event (site_id, customer_id, at desc);
    create index auth_event_login on auth_event (site_id, login, at desc);
    create index auth_event_at on auth_event (at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table auth_event, sign_in_attempt, auth_session, rate_limit, session');
}
