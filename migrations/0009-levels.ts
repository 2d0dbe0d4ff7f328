import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table program
      -- What addresses and attributes name it by; the name may change, this does not.
      add column slug text,
      add column description text not null default '',
      -- Shown to customers who do not own it.
      add column is_offered boolean not null default true,
      -- Where it is bought; null: a customer asks for it.
      add column offer_url text,
      add column has_registration boolean not null default false,
      add column sign_up_level_id uuid,
      add column sign_up_tags text[] not null default '{}',
      -- null: the site's own post-login page.
      add column sign_up_page text;
    update program set slug = id::text;
    alter table program alter column slug set not null, add unique (site_id, slug);

    create table level (
      site_id text not null,
      id uuid not null,
      program_id uuid not null,
      name text not null,
      position smallint not null default 1,
      primary key (site_id, id),
      foreign key (site_id, program_id) references program on delete cascade
    );
    create index level_program on level (site_id, program_id, position);
    alter table program add foreign key (site_id, sign_up_level_id) references level;

    create table level_course (
      site_id text not null,
      level_id uuid not null,
      course_id uuid not null,
      primary key (site_id, level_id, course_id),
      foreign key (site_id, level_id) references level on delete cascade,
      foreign key (site_id, course_id) references course on delete cascade
    );

    create table price (
      site_id text not null,
      id uuid not null,
      product_id uuid not null,
      currency char(3) not null,
      unit_cents bigint not null,
      -- null: paid once.
      interval_unit text check (interval_unit in ('day', 'week', 'month', 'year')),
      interval_count integer not null default 1,
      is_active boolean not null default true,
      primary key (site_id, id),
      foreign key (site_id, product_id) references product on delete cascade
    );
    create index price_product on price (site_id, product_id);

    create table product_level (
      site_id text not null,
      product_id uuid not null,
      level_id uuid not null,
      primary key (site_id, product_id, level_id),
      foreign key (site_id, product_id) references product on delete cascade,
      foreign key (site_id, level_id) references level on delete cascade
    );
    create index product_level_level on product_level (site_id, level_id);

    create table product_course (
      site_id text not null,
      product_id uuid not null,
      course_id uuid not null,
      primary key (site_id, product_id, course_id),
      foreign key (site_id, product_id) references product on delete cascade,
      foreign key (site_id, course_id) references course on delete cascade
    );

    -- "Grant" in every other place: the word is SQL's own. Two sources of one level are two rows.
    create table level_grant (
      site_id text not null,
      id uuid not null,
      customer_id uuid not null,
      level_id uuid not null,
      source_kind text not null check (source_kind in ('purchase', 'admin', 'registration', 'api', 'import', 'rule')),
      -- Names the purchase, import row or rule; a second one of the same source changes the first.
      source_id text not null default '',
      since timestamptz not null default now(),
      until timestamptz,
      ended_at timestamptz,
      ended_why text,
      note text,
      primary key (site_id, id),
      unique (site_id, customer_id, level_id, source_kind, source_id),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, level_id) references level
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table level_grant, product_course, product_level, price, level_course;
    alter table program drop column sign_up_level_id;
    drop table level;
    alter table program drop column slug, drop column description, drop column is_offered, drop column offer_url,
      drop column has_registration, drop column sign_up_tags, drop column sign_up_page;
  `);
}
