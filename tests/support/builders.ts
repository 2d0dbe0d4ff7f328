/** What a test needs in the database, each with everything it does not care about filled in. */
import { v7 as newId } from 'uuid';
import { hashPassword } from '../../server/features/sign-in/passwords.ts';
import { defaultSettings, type SiteSettings } from '../../server/features/settings/settings.ts';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import type { TestApp } from './app.ts';
import { aVisitor, type Visitor } from './visitor.ts';

type Db = Pick<TestApp, 'db'>;
let counter = 0;
const next = () => ++counter;

export const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);

export async function aSite(
  { db }: Db,
  settings: Partial<SiteSettings> = {},
  origins: string[] = [],
  id = `site-${next()}-${process.pid}`,
): Promise<string> {
  const store = sitesStore(db);
  await store.add(id, { ...defaultSettings('Kiln & Quill'), ...settings });
  for (const origin of origins) await store.addOrigin(id, origin);
  return id;
}

export interface TestCustomer {
  siteId: string;
  id: string;
  email: string;
  password: string | null;
}

interface CustomerFields {
  email?: string;
  username?: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  password?: string;
  blocked?: boolean;
}

export async function aCustomer({ db }: Db, siteId: string, fields: CustomerFields = {}): Promise<TestCustomer> {
  const id = newId();
  const { firstName = 'Ann', lastName = 'Lee', email = `ann${next()}@customers.example`, password } = fields;
  await db('customer').insert({
    site_id: siteId,
    id,
    email,
    username: fields.username,
    first_name: firstName,
    last_name: lastName,
    password_hash: password === undefined ? null : await hashPassword(password),
    blocked_at: fields.blocked ? new Date() : null,
    created_from: 'test',
  });
  if (fields.phone !== undefined) {
    await db('phone').insert({ site_id: siteId, id: newId(), customer_id: id, number: fields.phone, is_default: true });
  }
  return { siteId, id, email, password: password ?? null };
}

export async function aCard({ db }: Db, owner: TestCustomer, fields: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await db('payment_method').insert({
    site_id: owner.siteId,
    id,
    customer_id: owner.id,
    brand: 'visa',
    last4: '4242',
    expires_month: 12,
    expires_year: 2090,
    is_default: true,
    ...fields,
  });
  return id;
}

export async function aProduct(
  { db }: Db,
  siteId: string,
  name = 'Studio Membership',
  program?: string,
): Promise<string> {
  const id = newId();
  const programId = program === undefined ? null : newId();
  if (programId !== null)
    await db('program').insert({ site_id: siteId, id: programId, name: program, slug: programId });
  await db('product').insert({ site_id: siteId, id, name, program_id: programId });
  return id;
}

/** Active, monthly, EUR 29.00, next payment in ten days; `fields` are columns. */
export async function aSubscription(
  app: Db,
  owner: TestCustomer,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = newId();
  await app.db('subscription').insert({
    site_id: owner.siteId,
    id,
    customer_id: owner.id,
    product_id: fields.product_id ?? (await aProduct(app, owner.siteId)),
    kind: 'subscription',
    price_cents: 2900,
    currency: 'EUR',
    interval_unit: 'month',
    started_at: days(-100),
    current_period_end_at: days(10),
    ...fields,
  });
  return id;
}

export async function aPayment({ db }: Db, owner: TestCustomer, fields: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await db('payment').insert({
    site_id: owner.siteId,
    id,
    customer_id: owner.id,
    at: days(-3),
    amount_cents: 2900,
    currency: 'EUR',
    state: 'succeeded',
    ...fields,
  });
  return id;
}

/** Paid, EUR 42.00, one line; `fields` are columns of the order. */
export async function anOrder({ db }: Db, owner: TestCustomer, fields: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await db('purchase_order').insert({
    site_id: owner.siteId,
    id,
    customer_id: owner.id,
    number: `KQ-${10_000 + next()}`,
    placed_at: days(-5),
    currency: 'EUR',
    subtotal_cents: 4200,
    total_cents: 4200,
    paid_cents: 4200,
    ...fields,
  });
  await db('purchase_order_line').insert({
    site_id: owner.siteId,
    order_id: id,
    position: 1,
    title: 'Hand-building for beginners',
    quantity: 1,
    unit_cents: 4200,
    total_cents: 4200,
  });
  return id;
}

/** The code and the link of the newest email to an address. */
export function readEmail({ mailbox }: Pick<TestApp, 'mailbox'>, to: string) {
  const letter = mailbox.letters().find((each) => each.to === to);
  if (!letter) throw new Error(`no email to ${to}`);
  const code = /^\d{6}$/m.exec(letter.text)?.[0] ?? '';
  const link = /^https?:\S+#cc\/\S+$/m.exec(letter.text)?.[0] ?? '';
  return { letter, code, link, token: link.split('/').at(-1) ?? '' };
}

/** A visitor who has signed in by code. Limits are forgotten first: tests sign in more often than people do. */
export async function signedIn(
  app: TestApp,
  customer: TestCustomer,
  headers?: Record<string, string>,
): Promise<Visitor> {
  await app.db('rate_limit').delete();
  const visitor = aVisitor(app, customer.siteId, headers);
  await visitor.call('POST /sign-in/email', { body: { email: customer.email } });
  await app.work();
  await visitor.call('POST /sign-in/code', { body: { code: readEmail(app, customer.email).code } });
  return visitor;
}

/** Open, EUR 29.00, due in a week, one line; `fields` are columns. */
export async function anInvoice(
  { db }: Db,
  owner: TestCustomer,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = newId();
  await db('invoice').insert({
    site_id: owner.siteId,
    id,
    customer_id: owner.id,
    number: `INV-${1000 + next()}`,
    status: 'open',
    issued_at: days(-2),
    due_at: days(7),
    currency: 'EUR',
    total_cents: 2900,
    due_cents: fields.status === undefined || fields.status === 'open' ? 2900 : 0,
    ...fields,
  });
  const line = {
    site_id: owner.siteId,
    invoice_id: id,
    position: 1,
    title: 'Studio, November',
    quantity: 1,
    total_cents: 2900,
  };
  await db('invoice_line').insert(line);
  return id;
}

/** A file of payments as a job leaves it. */
export async function anExport({ db }: Db, owner: TestCustomer, fields: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const row = { filter: '{}', content: 'date,for', finished_at: new Date() };
  await db('export_file').insert({ site_id: owner.siteId, id, customer_id: owner.id, ...row, ...fields });
  return id;
}

/** Turns switches of a site on or off. */
export async function turn({ db }: Db, siteId: string, switches: Partial<SiteSettings['switches']>): Promise<void> {
  const { settings } = await db('site').where({ id: siteId }).first();
  const next = { ...settings, switches: { ...settings.switches, ...switches } };
  await db('site')
    .where({ id: siteId })
    .update({ settings: JSON.stringify(next) });
}

export async function anAddress({ db }: Db, owner: TestCustomer): Promise<string> {
  const id = newId();
  const row = { name: 'Ann Lee', line1: 'Lindenallee 1', postal_code: '20095', city: 'Hamburg', country: 'DE' };
  await db('address').insert({ site_id: owner.siteId, id, customer_id: owner.id, ...row });
  return id;
}

/** In a course of its own; `fields` are columns of the enrollment. */
export async function anEnrollment(
  { db }: Db,
  owner: TestCustomer,
  { title = 'Glazes', ...fields }: Record<string, unknown> = {},
): Promise<string> {
  const id = newId();
  await db('course').insert({ site_id: owner.siteId, id, title, address: 'https://school.example/lesson' });
  await db('enrollment').insert({ site_id: owner.siteId, customer_id: owner.id, course_id: id, ...fields });
  return id;
}

export async function aPhone({ db }: Db, owner: TestCustomer, fields: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const number = `+49 40 5550 ${1000 + next()}`;
  await db('phone').insert({ site_id: owner.siteId, id, customer_id: owner.id, number, ...fields });
  return id;
}

/** A program on offer with one level; `fields` are columns of the program. */
export async function aProgram(
  { db }: Db,
  siteId: string,
  fields: Record<string, unknown> = {},
): Promise<{ programId: string; levelId: string }> {
  const programId = newId();
  const levelId = newId();
  await db('program').insert({
    site_id: siteId,
    id: programId,
    name: 'Studio Membership',
    slug: `program-${next()}`,
    ...fields,
  });
  await db('level').insert({ site_id: siteId, id: levelId, program_id: programId, name: 'Studio' });
  return { programId, levelId };
}

/** Bought, without an end; `fields` are columns of the grant. */
export async function aGrant(
  { db }: Db,
  owner: TestCustomer,
  levelId: string,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const id = newId();
  const row = { site_id: owner.siteId, id, customer_id: owner.id, level_id: levelId, source_kind: 'purchase' };
  await db('level_grant').insert({ ...row, source_id: id, since: days(-30), ...fields });
  return id;
}

/** Open to those who hold one of `levelIds`; other fields are columns. Its address is normalised already. */
export async function aPage(
  { db }: Db,
  siteId: string,
  { levelIds = [], ...fields }: Record<string, unknown> & { levelIds?: string[] } = {},
): Promise<string> {
  const id = newId();
  const row = { address: `https://kiln.example/page-${next()}`, title: 'Lesson 1', rule: 'any', source: 'hand' };
  await db('page').insert({ site_id: siteId, id, ...row, ...fields });
  for (const levelId of levelIds) await db('page_level').insert({ site_id: siteId, page_id: id, level_id: levelId });
  return id;
}

/** A change of cards that the customer has asked for and that is done. */
export async function anOperation({ db }: Db, { siteId, id: customerId }: TestCustomer): Promise<string> {
  const id = newId();
  const about = { key: id, asked_by: `customer:${customerId}`, kind: 'use-card', input: '{}', answer: '{}' };
  await db('operation').insert({ site_id: siteId, id, customer_id: customerId, ...about, settled_at: new Date() });
  return id;
}
