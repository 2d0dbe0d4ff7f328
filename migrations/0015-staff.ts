import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table staff (
      site_id text not null references site on delete cascade,
      id uuid not null,
      email text not null,
      name text not null default '',
      role text not null check (role in ('support', 'admin', 'owner')),
      -- null until the address was proved by a link or code that was sent to it.
      email_proved_at timestamptz,
      password_hash text not null,
      -- Secret of the one-time codes, a compact JWE; null: none is set up.
      totp text,
      -- Of the code used last: none is good twice.
      totp_step bigint,
      recovery_hashes text[] not null default '{}',
      created_at timestamptz not null default now(),
      removed_at timestamptz,
      primary key (site_id, id)
    );
    create unique index staff_email on staff (site_id, email) where removed_at is null;

    -- A link makes its one receiver a member of the staff, or lets one set a new password.
    create table staff_link (
      site_id text not null references site on delete cascade,
      id uuid not null,
      kind text not null check (kind in ('first_owner', 'invitation', 'new_password', 'address')),
      -- null until its email is sent, which is when it is made.
      token_hash bytea,
      role text check (role in ('support', 'admin', 'owner')),
      -- null: whoever has the link says who they are, as the first owner does.
      email text,
      staff_id uuid,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      primary key (site_id, id),
      foreign key (site_id, staff_id) references staff on delete cascade
    );

    create table staff_session (
      site_id text not null,
      id uuid not null,
      sid_hash bytea not null,
      staff_id uuid not null,
      device text not null,
      network text,
      created_at timestamptz not null default now(),
      confirmed_at timestamptz not null default now(),
      -- null: the password was given and the one-time code was not.
      second_factor_at timestamptz,
      last_seen_at timestamptz not null default now(),
      revoked_at timestamptz,
      revoked_why text,
      primary key (site_id, id),
      unique (site_id, sid_hash),
      foreign key (site_id, staff_id) references staff on delete cascade
    );
    create index staff_session_staff on staff_session (site_id, staff_id) where revoked_at is null;

    alter table auth_session
      drop constraint auth_session_method_check,
      add constraint auth_session_method_check check (method in ('link', 'code', 'password', 'staff'));

    alter table audit_entry
      -- What became of it: null while it is under way, 'done', or the code of the refusal.
      add column outcome text,
      -- Who it was, as they were called then.
      add column actor_name text not null default '';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table staff_session, staff_link, staff;
    delete from auth_session where method = 'staff';
    alter table auth_session
      drop constraint auth_session_method_check,
      add constraint auth_session_method_check check (method in ('link', 'code', 'password'));
    alter table audit_entry drop column outcome, drop column actor_name;
  `);
}
