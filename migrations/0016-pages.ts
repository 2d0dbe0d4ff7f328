import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What attributes and the vendor's server name a level by: the name may change, this does not.
    alter table level add column slug text;
    update level set slug = named.slug from (
      select site_id, id, case when n = 1 and base <> '' then base else concat_ws('-', nullif(base, ''), right(id::text, 12)) end as slug
      from (
        select site_id, id, base, row_number() over (partition by site_id, base order by id) as n
        from (select site_id, id, trim('-' from regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g')) as base from level) based
      ) counted
    ) named where level.site_id = named.site_id and level.id = named.id;
    alter table level
      alter column slug set default gen_random_uuid()::text,
      alter column slug set not null,
      add unique (site_id, slug);

    -- Pages of the vendor's site. Addresses as normalAddress() in server/features/access/address.ts gives them.
    create table page (
      site_id text not null references site on delete cascade,
      id uuid not null,
      address text not null,
      title text not null default '',
      -- Who may see it. Of any and all without a level: nobody but whom a course at this address lets in.
      rule text not null default 'everyone' check (rule in ('everyone', 'signed_in', 'any', 'all')),
      -- What others see instead.
      refusal text not null default 'programs' check (refusal in ('sign_in', 'programs', 'page')),
      refusal_page_id uuid,
      menu text not null default 'always' check (menu in ('always', 'allowed')),
      -- What the vendor's own system calls it.
      external_id text,
      source text not null check (source in ('hand', 'sitemap', 'vendor')),
      created_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      gone_at timestamptz,
      primary key (site_id, id),
      unique (site_id, address),
      foreign key (site_id, refusal_page_id) references page,
      constraint page_refusal_page check ((refusal = 'page') = (refusal_page_id is not null))
    );
    create unique index page_external on page (site_id, external_id) where external_id is not null;
    create index page_refusal on page (site_id, refusal_page_id) where refusal_page_id is not null;

    create table page_level (
      site_id text not null,
      page_id uuid not null,
      level_id uuid not null,
      primary key (site_id, page_id, level_id),
      foreign key (site_id, page_id) references page on delete cascade,
      foreign key (site_id, level_id) references level on delete cascade
    );
    create index page_level_level on page_level (site_id, level_id);

    -- A course stands on a page; compared with addresses that have lost their last slash as well.
    alter table course add column page_address text generated always as (rtrim(split_part(address, '#', 1), '/')) stored;
    create index course_page on course (site_id, page_address, id);

    -- Who holds a level of the program, or the level, lands there; the first that fits.
    create table landing_rule (
      site_id text not null references site on delete cascade,
      position smallint not null,
      program_id uuid,
      level_id uuid,
      -- null: the center.
      page_id uuid,
      primary key (site_id, position),
      foreign key (site_id, program_id) references program on delete cascade,
      foreign key (site_id, level_id) references level on delete cascade,
      foreign key (site_id, page_id) references page on delete cascade,
      constraint landing_rule_one check (num_nonnulls(program_id, level_id) = 1)
    );
    create index landing_rule_program on landing_rule (site_id, program_id) where program_id is not null;
    create index landing_rule_level on landing_rule (site_id, level_id) where level_id is not null;
    create index landing_rule_page on landing_rule (site_id, page_id) where page_id is not null;

    -- What a customer reads out who was refused; it opens the explanation.
    create table support_code (
      site_id text not null references site on delete cascade,
      code text not null,
      at timestamptz not null default now(),
      refused text not null check (refused in ('sign_in', 'page', 'levels')),
      reason text not null,
      -- When access ended or will begin.
      reason_at timestamptz,
      customer_id uuid,
      login text,
      page_address text,
      page_title text,
      -- What was asked for in place of a page.
      levels text,
      auth_event_id uuid,
      primary key (site_id, code)
    );
    create index support_code_customer on support_code (site_id, customer_id, at desc) where customer_id is not null;
    create index support_code_at on support_code (at);

    -- What only the vendor's site or a browser can know, and what the server sees of either.
    create table site_report (
      site_id text not null references site on delete cascade,
      source text not null check (source in ('vendor', 'browser', 'server')),
      kind text not null,
      detail text not null default '',
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now(),
      count integer not null default 1,
      primary key (site_id, source, kind, detail)
    );

    alter table site_origin add column last_seen_at timestamptz;
    -- Who asked for an email, and who first looked at its link: a mail scanner is neither.
    alter table sign_in_attempt
      add column asked_network text,
      add column asked_device text,
      add column checked_at timestamptz,
      add column checked_network text,
      add column checked_device text;
    create index sign_in_attempt_email on sign_in_attempt (site_id, email, created_at desc);
    create index auth_event_refused_origin on auth_event (site_id, at desc) where cause = 'origin_refused';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index auth_event_refused_origin, sign_in_attempt_email;
    alter table sign_in_attempt drop column asked_network, drop column asked_device, drop column checked_at,
      drop column checked_network, drop column checked_device;
    alter table site_origin drop column last_seen_at;
    drop table site_report, support_code, landing_rule;
    alter table course drop column page_address;
    drop table page_level, page;
    alter table level drop column slug;
  `);
}
