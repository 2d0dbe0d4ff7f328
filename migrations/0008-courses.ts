import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table course (
      site_id text not null references site on delete cascade,
      id uuid not null,
      title text not null,
      picture_url text,
      address text not null,
      primary key (site_id, id)
    );
    create table enrollment (
      site_id text not null,
      customer_id uuid not null,
      course_id uuid not null,
      progress_percent smallint not null default 0 check (progress_percent between 0 and 100),
      enrolled_at timestamptz not null default now(),
      revoked_at timestamptz,
      primary key (site_id, customer_id, course_id),
      foreign key (site_id, customer_id) references customer on delete cascade,
      foreign key (site_id, course_id) references course on delete cascade
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table enrollment, course');
}
