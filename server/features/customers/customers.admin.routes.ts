import type { Config } from '../../config.ts';
import type { StaffMount } from '../../http/calls.ts';
import { AppError, notFound } from '../../http/errors.ts';
import { customersAdminContract, type Mailing } from './customers.admin.contract.ts';
import type { CustomersStore } from './customers.admin.store.ts';
import { previewCareEmail } from './customers.tasks.ts';
import { mailingPace, type MailingRow, type MailingsStore } from './mailings.admin.store.ts';

interface Dependencies {
  customers: CustomersStore;
  mailings: MailingsStore;
  config: Pick<Config, 'baseUrl'>;
}

const done = { done: true as const };
const orNotFound = <Found>(found: Found | undefined | false): Found => {
  if (found === undefined || found === false) throw notFound();
  return found;
};

const toMailing = (row: MailingRow): Mailing => ({
  ...{ id: row.id, kind: row.kind, filter: row.filter, expected: row.expected, handled: row.handled },
  createdAt: row.created_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  stoppedAt: row.stopped_at?.toISOString() ?? null,
});

export const customersAdminRoutes = (mount: StaffMount, { customers, mailings, config }: Dependencies) =>
  mount(customersAdminContract, {
    'GET /admin/customers': async ({ site, query: { search, after, ...filter } }) =>
      search === undefined
        ? customers.list(site.id, filter, after)
        : { items: await customers.search(site.id, search), next: null },
    'GET /admin/customers/:customerId': async ({ site, params }) =>
      orNotFound(await customers.find(site.id, params.customerId)),
    'GET /admin/customers/:customerId/sign-ins': async ({ site, params, query }) => {
      orNotFound(await customers.exists(site.id, params.customerId));
      return customers.signIns(site.id, params.customerId, query.after);
    },
    'GET /admin/customers/:customerId/emails': async ({ site, params, query }) => {
      orNotFound(await customers.exists(site.id, params.customerId));
      return customers.emails(site.id, params.customerId, query.after);
    },
    'GET /admin/customers/:customerId/purchases': async ({ site, params }) => {
      orNotFound(await customers.exists(site.id, params.customerId));
      return customers.purchases(site.id, params.customerId);
    },
    'POST /admin/customers/:customerId/block': async ({ site, params, body }) => {
      orNotFound(await customers.block(site.id, params.customerId, body.why));
      return done;
    },
    'POST /admin/customers/:customerId/unblock': async ({ site, params }) => {
      orNotFound(await customers.block(site.id, params.customerId, null));
      return done;
    },
    'POST /admin/customers/:customerId/sign-out': async ({ site, params }) => {
      orNotFound(await customers.signOut(site.id, params.customerId));
      return done;
    },
    'POST /admin/customers/:customerId/email': async ({ site, params, body }) => {
      const { email, blockedAt } = orNotFound(await customers.find(site.id, params.customerId));
      if (email === null || blockedAt !== null) throw new AppError('not_reachable', 409);
      await mailings.sendOne(site.id, params.customerId, body.kind);
      return done;
    },
    'POST /admin/customers/:customerId/view': async ({ site, params }) => {
      orNotFound(await customers.exists(site.id, params.customerId));
      return { url: `${config.baseUrl}/admin/${site.id}/view/${params.customerId}` };
    },
    'POST /admin/mailings/preview': async ({ site, body }) => {
      const count = await mailings.count(site.id, body.filter);
      const minutes = Math.ceil(((count / mailingPace.messages) * mailingPace.everySeconds) / 60);
      return { count, minutes, ...previewCareEmail(site, body.kind, config.baseUrl) };
    },
    'POST /admin/mailings': async ({ site, staff, body }) => {
      const count = await mailings.count(site.id, body.filter);
      // Whoever was shown another number looks again before so many people are written to.
      if (count !== body.expected) throw new AppError('changed_meanwhile', 409);
      return toMailing(await mailings.add(site.id, { ...body, staffId: staff.id }));
    },
    'GET /admin/mailings': async ({ site }) => ({ items: (await mailings.list(site.id)).map(toMailing) }),
    'POST /admin/mailings/:mailingId/stop': async ({ site, params }) => {
      if (!(await mailings.stop(site.id, params.mailingId))) throw notFound();
      return done;
    },
  });
