import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table customer
      add column last_signed_in_at timestamptz,
      add column blocked_why text;

    -- For finding somebody by how an address, a name or a number begins. In byte order, which is what a beginning needs.
    create index customer_email_beginning on customer (site_id, (email collate "C"));
    create index customer_name_beginning on customer (site_id, (lower(first_name || ' ' || last_name) collate "C"));
    create index customer_last_name_beginning on customer (site_id, (lower(last_name) collate "C"));
    create index purchase_order_number_beginning on purchase_order (site_id, (lower(number) collate "C"));
    create index payment_method_last4 on payment_method (site_id, last4, customer_id);
    -- For lists of customers, newest first, and of those in one state.
    create index customer_created on customer (site_id, created_at desc, id desc);
    create index customer_blocked on customer (site_id, id) where blocked_at is not null;
    create index invoice_open on invoice (site_id, customer_id) where status = 'open';
    create index level_grant_holder on level_grant (site_id, level_id, customer_id);
    drop index level_grant_level;
    -- For pictures of the last weeks.
    create index auth_event_site_at on auth_event (site_id, at) include (kind, cause);
    create index subscription_started on subscription (site_id, started_at);
    create index subscription_ended on subscription (site_id, ended_at) where ended_at is not null;
    create index email_unsent on email (site_id, created_at) where status <> 'sent';

    -- An email to many customers: a job goes through them by id, some at a time.
    create table mailing (
      site_id text not null references site on delete cascade,
      id uuid not null,
      kind text not null check (kind in ('sign_in', 'new_password')),
      filter jsonb not null,
      -- As counted when it began, at most 100,000.
      expected integer not null,
      handled integer not null default 0,
      after_id uuid,
      staff_id uuid,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      stopped_at timestamptz,
      primary key (site_id, id)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table mailing;
    drop index email_unsent, subscription_ended, subscription_started, auth_event_site_at, level_grant_holder,
      invoice_open, customer_blocked, payment_method_last4, purchase_order_number_beginning,
      customer_created, customer_last_name_beginning, customer_name_beginning, customer_email_beginning;
    create index level_grant_level on level_grant (site_id, level_id);
    alter table customer drop column last_signed_in_at, drop column blocked_why;
  `);
}
