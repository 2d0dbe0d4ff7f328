import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table payment_method (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      brand text not null,
      last4 text not null,
      expires_month smallint not null,
      expires_year smallint not null,
      is_default boolean not null default false,
      removed_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (site_id, id),
      foreign key (site_id, customer_id) references customer on delete cascade
    );
    create index payment_method_customer on payment_method (site_id, customer_id);
    create unique index payment_method_default on payment_method (site_id, customer_id)
      where is_default and removed_at is null;

    create table subscription (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      product_id uuid not null,
      kind text not null check (kind in ('subscription', 'plan')),
      price_cents bigint not null,
      currency char(3) not null,
      interval_unit text not null check (interval_unit in ('day', 'week', 'month', 'year')),
      interval_count integer not null default 1,
      started_at timestamptz not null,
      current_period_end_at timestamptz,
      trial_ends_at timestamptz,
      ends_at timestamptz,
      paused_at timestamptz,
      resumes_at timestamptz,
      payment_failed_at timestamptz,
      fix_by_at timestamptz,
      ended_at timestamptz,
      payments_total integer,
      payments_made integer,
      payment_method_id uuid,
      primary key (site_id, id),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, product_id) references product,
      foreign key (site_id, payment_method_id) references payment_method,
      check ((kind = 'plan') = (payments_total is not null and payments_made is not null))
    );
    create index subscription_customer on subscription (site_id, customer_id, started_at desc, id desc);

    create table purchase_order (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      number text not null,
      placed_at timestamptz not null,
      currency char(3) not null,
      subtotal_cents bigint not null,
      discount_cents bigint not null default 0,
      tax_cents bigint not null default 0,
      total_cents bigint not null,
      paid_cents bigint not null default 0,
      refunded_cents bigint not null default 0,
      billing_address text[],
      subscription_id uuid,
      payment_method_id uuid,
      primary key (site_id, id),
      unique (site_id, number),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, subscription_id) references subscription,
      foreign key (site_id, payment_method_id) references payment_method
    );
    create index purchase_order_customer on purchase_order (site_id, customer_id, placed_at desc, id desc);

    create table purchase_order_line (
      site_id text not null,
      order_id uuid not null,
      position smallint not null,
      product_id uuid,
      title text not null,
      quantity integer not null,
      unit_cents bigint not null,
      total_cents bigint not null,
      primary key (site_id, order_id, position),
      foreign key (site_id, order_id) references purchase_order on delete cascade,
      foreign key (site_id, product_id) references product
    );

    create table payment (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      subscription_id uuid,
      order_id uuid,
      at timestamptz not null,
      amount_cents bigint not null,
      currency char(3) not null,
      state text not null check (state in ('succeeded', 'failed', 'refunded')),
      reason text,
      payment_method_id uuid,
      primary key (site_id, id),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, subscription_id) references subscription,
      foreign key (site_id, order_id) references purchase_order,
      foreign key (site_id, payment_method_id) references payment_method
    );
    create index payment_customer on payment (site_id, customer_id, at desc, id desc);
    create index payment_subscription on payment (site_id, subscription_id, at desc, id desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table payment, purchase_order_line, purchase_order, subscription, payment_method');
}
