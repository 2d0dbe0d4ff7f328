import type { Knex } from 'knex';

/** Tables whose rows may come from the payment provider. */
const tables = [
  'product',
  'price',
  'payment_method',
  'subscription',
  'purchase_order',
  'invoice',
  'payment',
  'credit_memo',
];

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A key that others show us is kept as its hash; one that we show others has to be read again, so it is encrypted.
    alter table site_secret
      drop constraint site_secret_kind_check,
      alter column secret_hash drop not null,
      -- A compact JWE that is bound to its site and kind.
      add column encrypted text,
      add column last_used_at timestamptz,
      add constraint site_secret_kind_check check (kind in ('proxy', 'payment_key')),
      add constraint site_secret_one_form check ((secret_hash is null) <> (encrypted is null));
    create unique index site_secret_payment_key on site_secret (site_id) where kind = 'payment_key';

    ${tables
      .map(
        (table) => `alter table ${table} add column provider_id text;
    create unique index ${table}_provider on ${table} (site_id, provider_id) where provider_id is not null;`,
      )
      .join('\n    ')}

    -- The provider's record of the customer that holds it: a customer may have several.
    alter table payment_method add column provider_account_id text;
    create index payment_method_account on payment_method (site_id, provider_account_id)
      where provider_account_id is not null;
    alter table invoice add column hosted_url text, add column pdf_url text;
    create index invoice_subscription on invoice (site_id, subscription_id) where subscription_id is not null;
    -- What went back of a payment; its state is 'refunded' when that is all of it.
    alter table payment add column refunded_cents bigint not null default 0;
    create index purchase_order_subscription on purchase_order (site_id, subscription_id)
      where subscription_id is not null;
    create index payment_order on payment (site_id, order_id) where order_id is not null;

    -- The provider's records of one customer. One without an email belongs to a customer without one until it is claimed.
    create table customer_provider_account (
      site_id text not null,
      provider_id text not null,
      customer_id uuid not null,
      email text,
      name text not null default '',
      created_at timestamptz not null default now(),
      primary key (site_id, provider_id),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create index customer_provider_account_customer on customer_provider_account (site_id, customer_id);
    create index customer_unclaimed on customer (site_id, id) where email is null;

    -- What a record of the provider that is no row of ours, or that comes before its row, belongs to here.
    create table provider_link (
      site_id text not null,
      provider_id text not null,
      customer_id uuid not null,
      invoice_id uuid,
      order_id uuid,
      primary key (site_id, provider_id),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, invoice_id) references invoice on delete cascade,
      foreign key (site_id, order_id) references purchase_order on delete cascade
    );
    create index provider_link_customer on provider_link (site_id, customer_id);

    create table import_run (
      site_id text not null references site on delete cascade,
      id uuid not null,
      source text not null,
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      -- Where it goes on: what is being read, and the last record of the last page that was kept.
      stage text not null,
      cursor text,
      counts jsonb not null default '{}',
      primary key (site_id, id)
    );
    create unique index import_run_unfinished on import_run (site_id, source) where finished_at is null;

    create table import_problem (
      site_id text not null,
      run_id uuid not null,
      kind text not null,
      provider_id text not null,
      reason text not null,
      primary key (site_id, run_id, kind, provider_id),
      foreign key (site_id, run_id) references import_run on delete cascade
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table import_problem, import_run, provider_link, customer_provider_account;
    drop index customer_unclaimed, payment_order, purchase_order_subscription, invoice_subscription;
    alter table payment_method drop column provider_account_id;
    alter table payment drop column refunded_cents;
    alter table invoice drop column hosted_url, drop column pdf_url;
    ${tables.map((table) => `alter table ${table} drop column provider_id;`).join('\n    ')}
    drop index site_secret_payment_key;
    delete from site_secret where kind = 'payment_key';
    alter table site_secret
      drop constraint site_secret_kind_check,
      drop constraint site_secret_one_form,
      drop column encrypted,
      drop column last_used_at,
      alter column secret_hash set not null,
      add constraint site_secret_kind_check check (kind in ('proxy'));
  `);
}
