import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table email (
      site_id text not null references site on delete cascade,
      id uuid not null,
      template text not null,
      recipient text not null,
      customer_id uuid,
      status text not null check (status in ('held', 'sent', 'refused')),
      -- Of a held one, the merge field that is empty; of a refused one, the answer of the mail server.
      reason text,
      created_at timestamptz not null default now(),
      sent_at timestamptz,
      primary key (site_id, id)
    );
    create index email_customer on email (site_id, customer_id, created_at desc);
    create index email_recipient on email (site_id, recipient, created_at desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table email');
}
