/** What in a site's configuration would keep people out: read at any time, and before pages and landing are saved. */
import { safeUrl } from '../../http/redirects.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { Warning } from './access.admin.contract.ts';
import { addressesOf, normalAddress } from './address.ts';
import { most, type CheckStore, type Named } from './check.store.ts';
import type { SiteReports } from './site-reports.store.ts';

interface Site {
  id: string;
  settings: SiteSettings;
}

interface Dependencies {
  store: CheckStore;
  reports: SiteReports;
  /** The server's own pages are always allowed. */
  baseUrl: string;
  /** Looks whether the center stands on its page; a sentence when it does not. */
  lookAtCenter?: (site: Site) => Promise<string | null>;
}

export type CheckService = ReturnType<typeof checkService>;

export function checkService({ store, reports, baseUrl, lookAtCenter }: Dependencies) {
  const check = async (site: Site): Promise<Warning[]> => {
    const parts = await Promise.all([
      checkPages(store, site, baseUrl),
      checkLevels(store, site.id),
      checkOperation(store, site),
      checkReports(reports, site.id),
      lookAtCenter && site.settings.centerAddress !== null ? lookAtCenter(site).then(centerWarning) : [],
    ]);
    return parts.flat();
  };
  return { check };
}

const counted = (count: number): string => (count >= most ? `${most} or more` : String(count));
const customers = (count: number): string => `${counted(count)} ${count === 1 ? 'customer' : 'customers'}`;

/** What pages and landing have to do with: what saving them may break. */
export async function checkPages(
  store: CheckStore,
  { id: siteId, settings }: Site,
  baseUrl: string,
): Promise<Warning[]> {
  const refusals = await store.closedRefusals(siteId);
  return [
    ...(await checkPostLoginPage(store, { id: siteId, settings }, baseUrl)),
    ...named(await store.pagesOfUngivenLevels(siteId), {
      code: 'page_asks_for_ungiven_level',
      says: (name) => `“${name}” asks for levels that nothing gives, so nobody will ever see it.`,
      screen: 'pages',
      fix: 'Let a product or a registration give the level, or change who may see the page',
    }),
    ...named(await store.pagesWithoutLevel(siteId), {
      code: 'page_without_level',
      says: (name) => `“${name}” is closed to everybody: it asks for a level and names none.`,
      screen: 'pages',
      fix: 'Choose its levels',
    }),
    ...named(
      refusals.filter(({ isLoop }) => !isLoop),
      {
        code: 'refusal_page_closed',
        says: (name) => `Who may not see “${name}” is sent to a page that is closed to some or gone.`,
        screen: 'pages',
        fix: 'Choose a page that is open to everyone, or show the programs',
      },
    ),
    ...named(
      refusals.filter(({ isLoop }) => isLoop),
      {
        code: 'redirect_loop',
        says: (name) => `“${name}” and the page that is shown instead send people to each other.`,
        screen: 'pages',
        fix: 'Choose a page that is open to everyone, or show the programs',
      },
    ),
  ];
}

async function checkPostLoginPage(
  store: CheckStore,
  { id: siteId, settings }: Site,
  baseUrl: string,
): Promise<Warning[]> {
  const { postLoginPage } = settings;
  if (postLoginPage === 'center') return [];
  const about = { screen: 'landing', id: null, count: null, fix: 'Choose another post-login page' };
  if (safeUrl(postLoginPage, [baseUrl, ...(await store.originsOf(siteId))]) === undefined) {
    const says = 'The post-login page is not on an allowed origin, so everybody lands in the center.';
    return [{ ...about, code: 'post_login_page_elsewhere', says }];
  }
  const page = await store.findPage(siteId, addressesOf(normalAddress(postLoginPage) ?? ''));
  if (!page) return [];
  if (page.gone_at) {
    return [
      { ...about, code: 'post_login_page_gone', says: `The post-login page “${page.name}” is gone.`, id: page.id },
    ];
  }
  const count = await store.countShutOut(siteId, page.id);
  if (count === 0) return [];
  const says = `${customers(count)} could not open the post-login page “${page.name}”, and would land in the center.`;
  return [{ ...about, code: 'post_login_page_closed', says, count, id: page.id }];
}

/** What products and levels have to do with. */
export async function checkLevels(store: CheckStore, siteId: string): Promise<Warning[]> {
  const products = await store.countProductsGivingNothing(siteId);
  return [
    ...named(await store.levelsGivenByNothing(siteId), {
      code: 'level_given_by_nothing',
      says: (name) => `Nothing gives the level ${name}: no product, registration, rule or grant.`,
      screen: 'programs',
      fix: 'Let a product or a registration give it',
    }),
    ...(products > 0
      ? [
          {
            code: 'product_gives_nothing' as const,
            says: `${counted(products)} ${products === 1 ? 'product is sold and opens' : 'products are sold and open'} nothing.`,
            count: products,
            screen: 'products',
            id: null,
            fix: 'Choose what each gives, if it should give anything',
          },
        ]
      : []),
  ];
}

async function checkOperation(store: CheckStore, { id: siteId, settings }: Site): Promise<Warning[]> {
  const [emails, twins, isConnected, origins] = await Promise.all([
    store.countRefusedEmails(siteId),
    store.countTwins(siteId),
    store.isConnected(siteId),
    store.originsNeverSeen(siteId),
  ]);
  const found: (Warning | false)[] = [
    emails > 0 && {
      code: 'emails_refused',
      says: `${counted(emails)} ${emails === 1 ? 'email was' : 'emails were'} refused by mail servers in seven days.`,
      count: emails,
      screen: 'customers',
      id: null,
      fix: 'Look whom they were for, and correct the addresses',
    },
    twins > 0 && {
      code: 'two_customers',
      says: `${customers(twins)} have purchases under an address that another customer signs in with.`,
      count: twins,
      screen: 'customers',
      id: null,
      fix: 'Let them claim these by proving the address',
    },
    !isConnected && {
      code: 'provider_not_connected',
      says: 'No payment provider is connected, so purchases and subscriptions are not kept up to date.',
      count: null,
      screen: 'payments',
      id: null,
      fix: 'Connect it',
    },
  ];
  return [
    ...found.filter((each) => each !== false),
    ...checkSettings(settings),
    ...named(origins, {
      code: 'origin_never_seen',
      says: (name) => `No page on ${name} has ever used the center.`,
      screen: 'origins',
      fix: 'Put the script on a page there, or remove the origin',
    }),
  ];
}

/** What the settings by themselves make impossible. */
export const checkSettings = ({ contactEmail, switches }: SiteSettings): Warning[] =>
  contactEmail !== null || switches.center
    ? []
    : [
        {
          code: 'cannot_cancel',
          says: 'The center is off and no contact address is set, so nobody can find out how to cancel.',
          count: null,
          screen: 'settings',
          id: null,
          fix: 'Turn the center on, or set a contact address',
        },
      ];

const ofReports = {
  unknown_level: (detail: string) => `A page asks for the level “${detail}”, which does not exist.`,
  other_redirect_plugin: (detail: string) => `Another plugin of the site redirects after signing in: ${detail}.`,
  plugin_outdated: (detail: string) => `The site's plugin is too old: ${detail}.`,
  old_key: () => "The site's server shows a key of an earlier installation.",
};
const fixes = {
  unknown_level: 'Correct the name on the page, or add the level',
  other_redirect_plugin: "Turn the other plugin's redirect off",
  plugin_outdated: 'Update the plugin',
  old_key: 'Make a new key and paste it into the plugin',
};

async function checkReports(reports: SiteReports, siteId: string): Promise<Warning[]> {
  return (await reports.list(siteId, 7)).flatMap(({ kind, detail, count }) => {
    if (kind === 'cookies_refused') return [];
    const screen = kind === 'old_key' ? 'origins' : 'pages';
    return [{ code: kind, says: ofReports[kind](detail), count, screen, id: null, fix: fixes[kind] }];
  });
}

const centerWarning = (problem: string | null): Warning[] =>
  problem === null
    ? []
    : [
        {
          code: 'center_without_element',
          says: `The page of the center: ${problem}`,
          count: null,
          screen: 'origins',
          id: null,
          fix: 'Put the script and the element on that page',
        },
      ];

interface About extends Pick<Warning, 'code' | 'screen' | 'fix'> {
  says: (name: string) => string;
}

const named = (things: Named[], { code, says, screen, fix }: About): Warning[] =>
  things.map(({ id, name }) => ({ code, says: says(name), count: null, screen, id, fix }));
