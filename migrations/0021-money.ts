import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table site_secret
      drop constraint site_secret_kind_check,
      add constraint site_secret_kind_check check (kind in ('proxy', 'payment_key', 'webhook_secret'));

    -- The account of the payment provider that a site's key opens. No row: not connected, and payments are off.
    create table provider_connection (
      site_id text not null references site on delete cascade,
      account_id text not null,
      account_name text not null default '',
      is_live boolean not null,
      -- What browsers show the provider; it is no secret.
      publishable_key text not null,
      -- The webhook endpoint that was made with the key.
      webhook_id text,
      connected_at timestamptz not null default now(),
      -- What happened before is history: nobody is written to about it.
      writes_since timestamptz not null default now(),
      last_event_at timestamptz,
      reconciled_at timestamptz,
      primary key (site_id)
    );

    -- The provider's events: hints at what to read again. What they say of anybody is not kept.
    create table inbox_event (
      site_id text not null references site on delete cascade,
      id uuid not null,
      provider_id text not null,
      type text not null,
      -- What it is about, as { kind, providerId }; null: nothing that is kept here.
      mention jsonb,
      created_at timestamptz not null,
      received_at timestamptz not null default now(),
      applied_at timestamptz,
      tries smallint not null default 0,
      next_try_at timestamptz not null default now(),
      failed_why text,
      -- After so many tries it is only tried again when somebody asks for it.
      given_up_at timestamptz,
      primary key (site_id, id),
      unique (site_id, provider_id)
    );
    create index inbox_event_waiting on inbox_event (site_id, next_try_at) where applied_at is null and given_up_at is null;
    create index inbox_event_given_up on inbox_event (site_id, given_up_at) where given_up_at is not null;

    -- When each record was last read from the provider, so that an answer that took long never overwrites a newer one.
    create table provider_reading (
      site_id text not null references site on delete cascade,
      kind text not null,
      provider_id text not null,
      read_at timestamptz not null,
      primary key (site_id, kind, provider_id)
    );
    create index provider_reading_at on provider_reading (read_at);

    -- What somebody asked for that moves money or cards, with its answer, so that asking again does nothing twice.
    create table operation (
      site_id text not null references site on delete cascade,
      id uuid not null,
      -- Given by who asks: the same key is the same wish.
      key text not null,
      -- Whose key it is: a customer's, a member of the staff's, or a link's.
      asked_by text not null,
      customer_id uuid not null,
      kind text not null,
      input jsonb not null,
      -- What only one operation at a time may be about.
      subject text,
      -- What is done of it already.
      steps jsonb not null default '{}',
      answer jsonb,
      created_at timestamptz not null default now(),
      tries smallint not null default 0,
      settled_at timestamptz,
      primary key (site_id, id),
      unique (site_id, asked_by, key),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create unique index operation_subject on operation (site_id, subject) where settled_at is null and subject is not null;
    create index operation_customer on operation (site_id, customer_id, created_at desc);

    alter table payment_method add column billing_name text;

    -- Emails that wait to be sent are rows, too: one of a key is sent once.
    alter table email
      drop constraint email_status_check,
      add constraint email_status_check check (status in ('queued', 'held', 'sent', 'refused', 'dropped')),
      add column key text,
      -- What it is made of when it is sent: ids, no text.
      add column about jsonb;
    create unique index email_key on email (site_id, key) where key is not null;
    create index email_held on email (site_id, created_at) where status = 'held';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from email where status in ('queued', 'dropped');
    drop index email_held, email_key;
    alter table email
      drop column about,
      drop column key,
      drop constraint email_status_check,
      add constraint email_status_check check (status in ('held', 'sent', 'refused'));
    alter table payment_method drop column billing_name;
    drop table operation, provider_reading, inbox_event, provider_connection;
    delete from site_secret where kind = 'webhook_secret';
    alter table site_secret
      drop constraint site_secret_kind_check,
      add constraint site_secret_kind_check check (kind in ('proxy', 'payment_key'));
  `);
}
