/** Kiln & Quill: a small school that sells courses and two memberships, with its customers and what they bought. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { textOn } from '../server/features/settings/contrast.ts';
import { defaultSettings } from '../server/features/settings/settings.ts';
import { hashPassword } from '../server/features/sign-in/passwords.ts';
import { sitesStore } from '../server/features/sites/sites.store.ts';
import { catalogue } from './demo-catalogue.ts';
import { addCrowd } from './demo-crowd.ts';
import { ago, createLedger, item, type Ledger } from './demo-ledger.ts';

export const siteId = 'kiln-and-quill';

const demoPassword = 'slow glaze, warm kiln';

/** The three to sign in as. */
export const people = [
  { email: 'mara.voss@example.com', situation: 'in trouble: a payment failed, her card has expired' },
  {
    email: 'jonas.albrecht@example.com',
    situation: `long standing, has everything; or username jonas, password "${demoPassword}"`,
  },
  { email: 'ines.brandt@example.com', situation: 'brand new: bought her first course an hour ago, as a guest' },
];

/** Fills the demo once; a second start finds it there. */
export async function fillDemoVendor(db: Knex, baseUrl: string): Promise<void> {
  const sites = sitesStore(db);
  const gradient: [string, string] = ['#8a3b1e', '#3c2a4d'];
  const settings = {
    ...defaultSettings('Kiln & Quill'),
    headline: 'Kiln & Quill',
    centerAddress: `${baseUrl}/shop/account.html`,
    privacyUrl: `${baseUrl}/shop/privacy.html`,
    termsUrl: `${baseUrl}/shop/terms.html`,
    logoUrl: `${baseUrl}/shop/logo.svg`,
    gradient,
    onGradient: textOn(gradient),
  };
  if (await sites.find(siteId)) {
    // The port may be another one today.
    await sites.saveSettings(siteId, settings);
    await sites.addOrigin(siteId, baseUrl);
    return;
  }
  console.log('Filling the demo school with its customers …');
  const rows = await makeRows();
  await db.transaction(async (trx) => {
    await sitesStore(trx).add(siteId, settings);
    await sitesStore(trx).addOrigin(siteId, baseUrl);
    await insertCatalogue(trx, baseUrl);
    for (const [table, content] of Object.entries(rows)) await trx.batchInsert(table, content, 500);
  });
}

async function insertCatalogue(trx: Knex, baseUrl: string): Promise<void> {
  const programs = [...new Set(catalogue.flatMap(({ program }) => program ?? []))].map((name) => ({
    name,
    slug: name.toLowerCase().replace(/[^a-z]+/g, '-'),
    id: newId(),
  }));
  await trx('program').insert(programs.map((program) => ({ site_id: siteId, ...program })));
  const programId = (name: string | undefined) => programs.find((program) => program.name === name)?.id ?? null;
  await trx('product').insert(
    catalogue.map(({ id, title, program }) => ({ site_id: siteId, id, name: title, program_id: programId(program) })),
  );
  const courses = catalogue.filter(({ kind }) => kind === 'course');
  await trx('course').insert(
    courses.map(({ id, key, title }) => ({
      site_id: siteId,
      id,
      title,
      picture_url: `${baseUrl}/shop/covers/${key}.svg`,
      address: `${baseUrl}/shop/lesson.html#${key}`,
    })),
  );
}

async function makeRows(): Promise<Ledger['rows']> {
  const book = createLedger(siteId);
  addMara(book);
  addJonas(book, await hashPassword(demoPassword));
  addInes(book);
  addCrowd(book, { from: people.length, to: 3000 });
  return book.rows;
}

function addMara(book: Ledger): void {
  const id = book.customer({
    email: 'mara.voss@example.com',
    first_name: 'Mara',
    last_name: 'Voss',
    created_at: ago(420),
  });
  book.phone(id, '+49 40 5550 1187');
  const card = book.card(id, {
    brand: 'mastercard',
    last4: '4444',
    expires_month: lastMonth().month,
    expires_year: lastMonth().year,
  });
  const subscription = book.subscription(id, 'studio', {
    started_at: ago(400),
    current_period_end_at: ago(2),
    payment_failed_at: ago(2),
    fix_by_at: ago(-5),
  });
  book.order(id, ['studio'], ago(400), { subscription_id: subscription, payment_method_id: card });
  book.order(id, ['hand-building', 'glazes'], ago(190), {
    payment_method_id: card,
    billing_address: ['Mara Voss', 'Deichstraße 14', '20459 Hamburg', 'Germany'],
  });
  book.charge(id, 'studio', {
    subscription,
    at: ago(2),
    method: card,
    refusedWhy: 'The card has expired.',
    dueAt: ago(-5),
  });
  for (let month = 1; month <= 13; month++) {
    book.charge(id, 'studio', { subscription, at: ago(2 + month * 30.4), method: card });
  }
  book.invoice(id, 'Kiln hire, 12 hours', {
    issued_at: ago(9),
    due_at: ago(-5),
    status: 'open',
    total_cents: 3600,
    due_cents: 3600,
  });
  book.address(id, {
    name: 'Mara Voss',
    line1: 'Deichstraße 14',
    postal_code: '20459',
    city: 'Hamburg',
    is_default: true,
  });
}

function lastMonth(): { month: number; year: number } {
  const date = new Date();
  date.setUTCDate(0);
  return { month: date.getUTCMonth() + 1, year: date.getUTCFullYear() };
}

function addJonas(book: Ledger, passwordHash: string): void {
  const id = book.customer({
    email: 'jonas.albrecht@example.com',
    username: 'jonas',
    first_name: 'Jonas',
    last_name: 'Albrecht',
    locale: 'en-GB',
    password_hash: passwordHash,
    created_at: ago(2200),
  });
  book.phone(id, '+49 30 5550 2214');
  const card = book.card(id, { last4: '4242', expires_month: 11, expires_year: 2029 });
  const pinned = book.card(id, {
    brand: 'amex',
    last4: '0005',
    expires_month: 3,
    expires_year: 2028,
    is_default: false,
  });
  const address = ['Jonas Albrecht', 'Weserstraße 203', '12047 Berlin', 'Germany'];
  const paid = { payment_method_id: card, billing_address: address };
  addJonasSubscriptions(book, id, { card, pinned });
  addJonasBelongings(book, id);
  const buys = catalogue.filter(({ kind }) => kind === 'course').map(({ key }) => key);
  for (let count = 0; count < 48; count++) {
    const keys = [
      buys[count % buys.length] as string,
      ...(count % 7 === 0 ? [buys[(count + 3) % buys.length] as string] : []),
    ];
    const refunded = count === 5 ? { refunded_cents: item(keys[0] as string).cents } : {};
    book.order(id, keys, ago(12 + count * 45), { ...paid, ...refunded });
  }
}

function addJonasBelongings(book: Ledger, id: string): void {
  book.address(id, {
    name: 'Jonas Albrecht',
    line1: 'Weserstraße 203',
    postal_code: '12047',
    city: 'Berlin',
    is_default: true,
    created_at: ago(900),
  });
  book.address(id, {
    name: 'Jonas Albrecht',
    line1: 'Hobrechtstraße 8',
    postal_code: '12043',
    city: 'Berlin',
    is_default: false,
    created_at: ago(2100),
  });
  const progress: [string, number][] = [
    ['wheel', 100],
    ['hand-building', 100],
    ['glazes', 65],
    ['short-story', 20],
  ];
  for (const [key, percent] of progress)
    book.enroll(id, key, { progress_percent: percent, enrolled_at: ago(percent + 30) });
  book.enroll(id, 'raku', { revoked_at: ago(200), enrolled_at: ago(400) });
  const returned = book.invoice(id, 'Throwing wheel, second hand', { issued_at: ago(140), total_cents: 24_000 });
  const used = book.invoice(id, 'Clay, 40 kg', { issued_at: ago(80), total_cents: 9_000 });
  const memo = book.creditMemo(id, {
    number: 'CM-3007',
    invoice_id: returned,
    issued_at: ago(120),
    reason: 'Returned: the wheel wobbled',
    total_cents: 24_000,
    left_cents: 15_000,
  });
  book.useCredit({ credit_memo_id: memo, invoice_id: used, at: ago(80), cents: 9_000 });
}

function addJonasSubscriptions(book: Ledger, id: string, { card, pinned }: { card: string; pinned: string }): void {
  const studio = book.subscription(id, 'studio-plus', { started_at: ago(800), current_period_end_at: ago(-11) });
  const circle = book.subscription(id, 'circle-year', {
    started_at: ago(680),
    current_period_end_at: ago(-50),
    ends_at: ago(-50),
  });
  const journal = book.subscription(id, 'journal', {
    started_at: ago(300),
    current_period_end_at: ago(-20),
    paused_at: ago(10),
    resumes_at: ago(-43),
  });
  book.subscription(id, 'archive', {
    started_at: ago(4),
    current_period_end_at: ago(-10),
    trial_ends_at: ago(-10),
    payment_method_id: pinned,
  });
  book.subscription(id, 'studio', { started_at: ago(2100), current_period_end_at: ago(810), ended_at: ago(810) });
  const plan = book.subscription(id, 'ceramics-year', {
    kind: 'plan',
    started_at: ago(110),
    current_period_end_at: ago(-12),
    payments_total: 6,
    payments_made: 4,
    payment_method_id: pinned,
  });
  book.subscription(id, 'bindery-plan', {
    kind: 'plan',
    started_at: ago(900),
    current_period_end_at: ago(820),
    ended_at: ago(820),
    payments_total: 3,
    payments_made: 3,
  });
  const history: [string, string, number, number, string][] = [
    [studio, 'studio-plus', 26, 30.4, card],
    [circle, 'circle-year', 2, 365, card],
    [journal, 'journal', 9, 30.4, card],
    [plan, 'ceramics-year', 4, 30.4, pinned],
  ];
  for (const [subscription, key, count, every, method] of history) {
    for (let index = 0; index < count; index++) {
      book.charge(id, key, { subscription, at: ago(19 + index * every), method });
    }
  }
}

function addInes(book: Ledger): void {
  const id = book.customer({
    email: 'ines.brandt@example.com',
    first_name: 'Ines',
    last_name: 'Brandt',
    created_at: ago(1 / 24),
  });
  const card = book.card(id, { last4: '1881', expires_month: 5, expires_year: 2030 });
  book.order(id, ['wheel'], ago(1 / 24), { payment_method_id: card });
}
