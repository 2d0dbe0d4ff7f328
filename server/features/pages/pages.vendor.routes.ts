import type { VendorMount } from '../../http/calls.ts';
import { invalid } from '../../http/errors.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import { parseAddress } from '../access/address.ts';
import { findLevels } from '../access/decide.ts';
import { safeUrl } from '../../http/redirects.ts';
import type { PagesStore, ProgramLevels, StagedPage } from './pages.store.ts';
import { pagesVendorContract, type SentPage } from './pages.vendor.contract.ts';

const most = 500;

export const pagesVendorRoutes = (mount: VendorMount, pages: PagesStore, origins: Pick<SignInStore, 'originsOf'>) =>
  mount(pagesVendorContract, {
    'PUT /vendor/pages': async ({ site, body }) => {
      const unknown = new Set<string>();
      const programs = await pages.programs(site.id);
      const staged = body.pages.map((page, at) => stage(page, `pages.${at}.`, { programs, unknown }));
      requireOnce(staged, 'externalId');
      requireOnce(staged, 'address');
      const { at } = await pages.sync(site.id, staged);
      const gone = body.isComplete ? await pages.markGone(site.id, body.beganAt ?? at) : 0;
      return { at: at.toISOString(), saved: staged.length, gone, unknownLevels: [...unknown] };
    },
    'GET /vendor/pages': async ({ site, query }) => {
      const items = await pages.list(site.id, query.after ?? '', most);
      const next = items.length === most ? (items.at(-1)?.address ?? null) : null;
      return { items, next, postLoginPage: site.settings.postLoginPage };
    },
    'GET /vendor/levels': async ({ site }) => ({ programs: await pages.programs(site.id) }),
    'PUT /vendor/post-login-page': async ({ site, body }) => {
      const page = body.page === 'center' ? 'center' : parseAddress(body.page, 'page');
      const isOnSite = page === 'center' || safeUrl(page, await origins.originsOf(site.id)) !== undefined;
      if (!isOnSite) throw invalid('page', 'is not on an origin of the site');
      if (page !== 'center' && !(await pages.isKnown(site.id, page))) throw invalid('page', 'is not a known page');
      await pages.savePostLoginPage(site.id, page);
      return { postLoginPage: page };
    },
  });

interface Known {
  programs: ProgramLevels[];
  /** Where names go that are no level's. */
  unknown: Set<string>;
}

function stage(page: SentPage, at: string, { programs, unknown }: Known): StagedPage {
  const { externalId, title, rule, levels } = page;
  const all = programs.flatMap((program) => program.levels);
  const found = levels?.map((name) => ({ name, ids: findLevels(all, name).map(({ id }) => id) }));
  const missing = found?.filter(({ ids }) => ids.length === 0) ?? [];
  for (const { name } of missing) unknown.add(name);
  // Of all levels nobody holds one that does not exist: without any the page opens to nobody.
  const levelIds = rule === 'all' && missing.length > 0 ? [] : found?.flatMap(({ ids }) => ids);
  return { externalId, address: parseAddress(page.address, `${at}address`), title, rule, levelIds };
}

function requireOnce(staged: StagedPage[], field: 'externalId' | 'address'): void {
  const values = staged.map((page) => page[field]);
  const second = values.findIndex((value, at) => values.indexOf(value) < at);
  if (second >= 0) throw invalid(`pages.${second}.${field}`, 'stands in the list twice');
}
