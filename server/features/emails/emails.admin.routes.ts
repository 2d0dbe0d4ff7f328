import type { StaffMount } from '../../http/calls.ts';
import { AppError, notFound } from '../../http/errors.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import { emailsAdminContract } from './emails.admin.contract.ts';
import type { emailsAdminStore } from './emails.admin.store.ts';
import { emailKinds, previewEmail } from './preview.ts';

interface Dependencies {
  emails: ReturnType<typeof emailsAdminStore>;
  sites: SitesStore;
  baseUrl: string;
}

const done = { done: true } as const;

export const emailsAdminRoutes = (mount: StaffMount, { emails, sites, baseUrl }: Dependencies) =>
  mount(emailsAdminContract, {
    'GET /admin/emails': async ({ site }) => {
      const { settings, settings_version: version } = await sites.get(site.id);
      return { version, kinds: emailKinds(settings), unsent: await emails.unsent(site.id) };
    },
    'GET /admin/emails/preview': async ({ site, query }) => {
      const { subject, text } = previewEmail({ site, baseUrl, ...query });
      return { subject, text, language: query.language ?? site.settings.language };
    },
    'PATCH /admin/emails': async ({ site, body }) => {
      const changed = await sites.changeSettings(site.id, body.version, (settings) => ({
        ...settings,
        // JSON carries no `undefined`: what is there is true or false.
        emails: { ...settings.emails, ...(body.emails as Partial<typeof settings.emails>) },
      }));
      if (!changed) throw new AppError('changed_meanwhile', 409);
      return done;
    },
    'POST /admin/emails/:emailId/retry': async ({ site, params }) => {
      if (!(await emails.retry(site.id, params.emailId))) throw notFound();
      return done;
    },
  });
