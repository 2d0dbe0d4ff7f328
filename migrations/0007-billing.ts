import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Never edited, only added: an invoice sent to it went there.
    create table address (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      name text not null,
      line1 text not null,
      line2 text,
      postal_code text not null default '',
      city text not null,
      region text,
      country char(2) not null,
      is_default boolean not null default false,
      created_at timestamptz not null default now(),
      primary key (site_id, id),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create index address_customer on address (site_id, customer_id, created_at desc, id desc);
    create unique index address_default on address (site_id, customer_id) where is_default;

    create table invoice (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      number text not null,
      status text not null check (status in ('open', 'paid', 'void', 'uncollectible')),
      issued_at timestamptz not null,
      due_at timestamptz,
      currency char(3) not null,
      total_cents bigint not null,
      due_cents bigint not null,
      subscription_id uuid,
      order_id uuid,
      primary key (site_id, id),
      unique (site_id, number),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, subscription_id) references subscription,
      foreign key (site_id, order_id) references purchase_order
    );
    create index invoice_customer on invoice (site_id, customer_id, issued_at desc, id desc);

    create table invoice_line (
      site_id text not null,
      invoice_id uuid not null,
      position smallint not null,
      title text not null,
      quantity integer not null,
      total_cents bigint not null,
      primary key (site_id, invoice_id, position),
      foreign key (site_id, invoice_id) references invoice on delete cascade
    );

    alter table payment add column invoice_id uuid;
    alter table payment add foreign key (site_id, invoice_id) references invoice;
    create index payment_invoice on payment (site_id, invoice_id) where invoice_id is not null;

    create table credit_memo (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      number text not null,
      invoice_id uuid,
      issued_at timestamptz not null,
      reason text not null,
      currency char(3) not null,
      total_cents bigint not null,
      left_cents bigint not null,
      primary key (site_id, id),
      unique (site_id, number),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, invoice_id) references invoice
    );
    create index credit_memo_customer on credit_memo (site_id, customer_id, issued_at desc, id desc);

    create table credit_memo_use (
      site_id text not null,
      credit_memo_id uuid not null,
      invoice_id uuid not null,
      at timestamptz not null,
      cents bigint not null,
      primary key (site_id, credit_memo_id, invoice_id),
      foreign key (site_id, credit_memo_id) references credit_memo on delete cascade,
      foreign key (site_id, invoice_id) references invoice
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table credit_memo_use, credit_memo;
    alter table payment drop column invoice_id;
    drop table invoice_line, invoice, address;
  `);
}
