import { invalid, notFound } from '../../http/errors.ts';
import { safeUrl } from '../../http/redirects.ts';
import type { Warning } from '../access/access.admin.contract.ts';
import { normalAddress, parseAddress } from '../access/address.ts';
import { checkPages } from '../access/check.service.ts';
import { refuseNewWarnings } from '../access/new-warnings.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { AdminPage, LandingSettings, PageChange } from './pages.admin.contract.ts';
import type { PagesAdminStore, PagesTogether } from './pages.admin.store.ts';

interface Site {
  id: string;
  settings: SiteSettings;
}

interface Dependencies {
  store: PagesAdminStore;
  together: PagesTogether;
  sites: Pick<SitesStore, 'origins'>;
  /** The addresses a sitemap lists. */
  readSitemap: (url: string) => Promise<{ addresses: string[]; isCut: boolean; problem: string | null }>;
  baseUrl: string;
}

export type PagesAdminService = ReturnType<typeof pagesAdminService>;

export function pagesAdminService({ store, together, sites, readSitemap, baseUrl }: Dependencies) {
  /** Saves, and takes it back when that gives a warning that was not there before and is not accepted. */
  async function carefully<Result>(
    { id, settings }: Site,
    accepted: Warning['code'][],
    save: (inside: PagesAdminStore) => Promise<Result>,
  ): Promise<Result> {
    return together(async (inside, checks) => {
      const look = async () =>
        checkPages(checks, { id, settings: { ...settings, ...(await inside.landing(id)) } }, baseUrl);
      return refuseNewWarnings(look, accepted, () => save(inside));
    });
  }

  async function get(siteId: string, id: string, from = store): Promise<AdminPage> {
    const page = await from.find(siteId, id);
    if (!page) throw notFound();
    return page;
  }

  return {
    get,
    list: (siteId: string, after: string, search: string) => store.list(siteId, after, search),
    landing: (siteId: string) => store.landing(siteId),

    async add(siteId: string, { address, title }: { address: string; title: string }): Promise<{ id: string }> {
      const [id] = await store.add(siteId, [{ address: await onSite(siteId, address, 'address'), title }], 'hand');
      if (id === undefined) throw invalid('address', 'is known already');
      return { id };
    },

    async change(site: Site, id: string, { evenIf = [], ...change }: PageChange): Promise<AdminPage> {
      const page = await get(site.id, id);
      const { refusal, refusalPageId, levelIds } = change;
      if ((refusal === 'page') !== (refusalPageId !== undefined && refusalPageId !== null)) {
        throw invalid('refusalPageId', 'goes with the refusal page, and only with it');
      }
      if (refusalPageId === id) throw invalid('refusalPageId', 'is the page itself');
      await requireKnown(site.id, 'page', refusalPageId ? [refusalPageId] : [], () => 'refusalPageId');
      await requireKnown(site.id, 'level', levelIds ?? [], (at) => `levelIds.${at}`);
      const rule = change.rule ?? page.rule;
      if (levelIds?.length && rule !== 'any' && rule !== 'all')
        throw invalid('levelIds', 'go with the rule any or all');
      return carefully(site, evenIf, async (inside) => {
        await inside.change(site.id, id, change);
        return get(site.id, id, inside);
      });
    },

    async remove(siteId: string, id: string): Promise<void> {
      if (!(await together((inside) => inside.remove(siteId, id)))) throw notFound();
    },

    async readSitemap(siteId: string, typed: string) {
      const url = safeUrl(typed.trim());
      if (url === undefined) throw invalid('url', 'must be an address that begins with https://');
      const { addresses, isCut, problem } = await readSitemap(url);
      const origins = [baseUrl, ...(await sites.origins(siteId))];
      const own = addresses.filter((address) => safeUrl(address, origins) !== undefined);
      const normal = own.map(normalAddress).filter((address) => address !== undefined);
      const pages = [...new Set(normal)].map((address) => ({ address, title: '' }));
      const added = await store.add(siteId, pages, 'sitemap');
      const elsewhere = own.length < addresses.length ? 'Its pages are not on an allowed origin' : null;
      return { added: added.length, known: pages.length - added.length, isCut, problem: problem ?? elsewhere };
    },

    async saveLanding(
      site: Site,
      { evenIf = [], ...landing }: LandingSettings & { evenIf?: Warning['code'][] | undefined },
    ) {
      const { rules } = landing;
      const ids = (key: 'programId' | 'levelId' | 'pageId') => rules.map((rule) => rule[key]);
      for (const [key, table] of [
        ['programId', 'program'],
        ['levelId', 'level'],
        ['pageId', 'page'],
      ] as const) {
        await requireKnown(site.id, table, ids(key), (at) => `rules.${at}.${key}`);
      }
      const { postLoginPage: page } = landing;
      const postLoginPage = page === 'center' ? page : await onSite(site.id, page, 'postLoginPage');
      return carefully(site, evenIf, async (inside) => {
        await inside.saveLanding(site.id, { ...landing, postLoginPage });
        return inside.landing(site.id);
      });
    },
  };

  async function requireKnown(
    siteId: string,
    table: 'page' | 'program' | 'level',
    ids: (string | null)[],
    pathOf: (at: number) => string,
  ): Promise<void> {
    const known = await store.known(
      siteId,
      table,
      ids.filter((id) => id !== null),
    );
    const unknown = ids.findIndex((id) => id !== null && !known.includes(id));
    if (unknown >= 0) throw invalid(pathOf(unknown), 'is none of this site');
  }

  async function onSite(siteId: string, typed: string, path: string): Promise<string> {
    const address = parseAddress(typed.trim(), path);
    const isOnSite = safeUrl(address, [baseUrl, ...(await sites.origins(siteId))]) !== undefined;
    if (!isOnSite) throw invalid(path, 'is not on an allowed origin of the site');
    return address;
  }
}
