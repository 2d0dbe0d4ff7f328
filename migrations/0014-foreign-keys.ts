import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Without these, whatever removes an order, invoice, level or course looks through all rows that might name it.
    create index enrollment_course on enrollment (site_id, course_id);
    create index level_grant_level on level_grant (site_id, level_id);
    create index invoice_order on invoice (site_id, order_id) where order_id is not null;
    create index provider_link_invoice on provider_link (site_id, invoice_id) where invoice_id is not null;
    create index provider_link_order on provider_link (site_id, order_id) where order_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop index enrollment_course, level_grant_level, invoice_order, provider_link_invoice, provider_link_order',
  );
}
