import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table program
      -- So long a level stays open when its payment failed for good or was given back.
      add column grace_days smallint not null default 0 check (grace_days between 0 and 365),
      add column sign_up_welcome boolean not null default true,
      -- Named in the event that the vendor's mail tool gets.
      add column sign_up_sequence text,
      -- What every cancellation writes: the reason into a custom field of the customer, or a tag.
      add column cancel_field text,
      add column cancel_tag text;

    -- Prices of one program may replace each other; none is in two programs.
    create table program_price (
      site_id text not null,
      price_id uuid not null,
      program_id uuid not null,
      primary key (site_id, price_id),
      foreign key (site_id, price_id) references price on delete cascade,
      foreign key (site_id, program_id) references program on delete cascade
    );
    create index program_price_program on program_price (site_id, program_id);

    create table cancel_reason (
      site_id text not null,
      id uuid not null,
      program_id uuid not null,
      position smallint not null,
      label text not null,
      asks_text boolean not null default false,
      primary key (site_id, id),
      foreign key (site_id, program_id) references program on delete cascade
    );
    create index cancel_reason_program on cancel_reason (site_id, program_id, position);

    -- What gives a level by itself: a tag, or another level that was given so many days ago.
    create table level_rule (
      site_id text not null,
      id uuid not null,
      level_id uuid not null,
      kind text not null check (kind in ('tag', 'after')),
      tag text,
      after_level_id uuid,
      after_days integer check (after_days between 0 and 3650),
      primary key (site_id, id),
      foreign key (site_id, level_id) references level on delete cascade,
      foreign key (site_id, after_level_id) references level on delete cascade,
      check ((kind = 'tag') = (tag is not null)),
      check ((kind = 'after') = (after_level_id is not null and after_days is not null))
    );
    create index level_rule_level on level_rule (site_id, level_id);
    create index level_rule_after on level_rule (site_id, after_level_id) where after_level_id is not null;
    create unique index level_rule_tag on level_rule (site_id, level_id, tag) where kind = 'tag';
    create unique index level_rule_after_once on level_rule (site_id, level_id, after_level_id) where kind = 'after';

    alter table level_grant
      -- Of what is given by hand.
      add column granted_by uuid,
      -- Beside ended_why 'admin'.
      add column ended_note text,
      add foreign key (site_id, granted_by) references staff;

    alter table enrollment
      -- Those that are there came from files.
      add column source_kind text not null default 'import'
        check (source_kind in ('purchase', 'admin', 'registration', 'api', 'import', 'rule')),
      add column source_id text not null default '',
      add column revoked_why text;

    alter table course add column position integer not null default 0;

    -- When it was first noticed that all of an order's money went back: a grace begins then.
    alter table purchase_order add column refunded_at timestamptz;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table purchase_order drop column refunded_at;
    alter table course drop column position;
    alter table level_grant drop column granted_by, drop column ended_note;
    alter table enrollment drop column source_kind, drop column source_id, drop column revoked_why;
    drop table level_rule, cancel_reason, program_price;
    alter table program drop column grace_days, drop column sign_up_welcome, drop column sign_up_sequence,
      drop column cancel_field, drop column cancel_tag;
  `);
}
