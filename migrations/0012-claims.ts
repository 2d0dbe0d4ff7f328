import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sign_in_attempt
      drop constraint sign_in_attempt_purpose_check,
      add constraint sign_in_attempt_purpose_check
        check (purpose in ('sign_in', 'new_password', 'confirmation', 'claim')),
      -- What was typed to become a customer, for the moment the address is proved; null: just signing in.
      add column registration jsonb,
      -- Of the page that asked for the email; null: not said.
      add column language text check (language in ('en', 'de'));

    -- Further addresses of a customer, each proved by a code. Nobody else's customer row has one of these.
    create table claimed_email (
      site_id text not null,
      email text not null,
      customer_id uuid not null,
      claimed_at timestamptz not null default now(),
      primary key (site_id, email),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create index claimed_email_customer on claimed_email (site_id, customer_id);

    create table audit_entry (
      site_id text not null references site on delete cascade,
      id uuid not null,
      at timestamptz not null default now(),
      actor_kind text not null check (actor_kind in ('customer', 'staff', 'operator', 'vendor')),
      actor_id text,
      action text not null,
      customer_id uuid,
      details jsonb not null default '{}',
      primary key (site_id, id)
    );
    create index audit_entry_at on audit_entry (site_id, at desc, id desc);
    create index audit_entry_customer on audit_entry (site_id, customer_id, at desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table audit_entry, claimed_email;
    delete from sign_in_attempt where purpose = 'claim';
    alter table sign_in_attempt
      drop column registration,
      drop column language,
      drop constraint sign_in_attempt_purpose_check,
      add constraint sign_in_attempt_purpose_check
        check (purpose in ('sign_in', 'new_password', 'confirmation'));
  `);
}
