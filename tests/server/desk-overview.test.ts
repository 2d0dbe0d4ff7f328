import { expect, test } from 'vitest';
import { startApp } from '../support/app.ts';
import { aCustomer, anInvoice, aSite, aSubscription, days, signedIn } from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

test('the desk begins with the last weeks in pictures and with what needs attention', async () => {
  const app = await startApp();
  const siteId = await aSite(app);
  const staff = await aStaffMember(app, siteId, 'support');
  const empty = await staff.call('GET /admin/overview');
  expect(empty.signIns).toHaveLength(30);
  expect(empty.subscriptions).toHaveLength(12);
  expect(empty).toMatchObject({ causes: [], unpaid: [], attention: { failedPayments: 0, refusedEmails: 0 } });

  const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
  await signedIn(app, ann);
  const wrong = { login: ann.email, password: 'wrong' };
  await aVisitor(app, siteId).ask('POST /sign-in/password', { body: wrong });
  await aSubscription(app, ann, { started_at: days(-1), payment_failed_at: days(-1) });
  await aSubscription(app, ann, { started_at: days(-300), ended_at: days(-14) });
  await anInvoice(app, ann, { due_cents: 1500, due_at: days(-2) });
  await anInvoice(app, ann, { due_cents: 1000 });
  await app.db('email').insert({ site_id: siteId, id: ann.id, template: 'sign-in', recipient: 'x', status: 'refused' });
  const elsewhere = await aCustomer(app, await aSite(app));
  await anInvoice(app, elsewhere);

  const { signIns, causes, subscriptions, unpaid, attention } = await staff.call('GET /admin/overview');
  expect(signIns.at(-1)).toMatchObject({ worked: 1, failed: 1 });
  expect(causes).toEqual([{ cause: 'password_wrong', count: 1 }]);
  expect(subscriptions.reduce((sum, { won }) => sum + won, 0)).toBe(1);
  expect(subscriptions.reduce((sum, { lost }) => sum + lost, 0)).toBe(1);
  expect(unpaid).toEqual([{ currency: 'EUR', cents: 2500, invoices: 2, overdueCents: 1500 }]);
  expect(attention).toMatchObject({ failedPayments: 1, refusedEmails: 1, heldEmails: 0 });
});
