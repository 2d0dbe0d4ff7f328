/** Looks at a vendor's page as it is and says, in order, what keeps the center from working there. */
import type { InBrowser } from '../../gateway/stripe/browser.ts';
import { fetchFailures } from '../../outbound/failures.ts';
import type { FetchedPage, FetchPage } from '../../outbound/fetch-page.ts';
import type { SiteSettings } from '../settings/settings.ts';
import { readPolicies } from './content-policy.ts';
import { absolute, readPage, type CenterTag, type PageFacts, type ScriptTag } from './page-facts.ts';
import { policyProblems } from './policy-problems.ts';
import type { Finding } from './sites.admin.contract.ts';

export interface SiteOnPage {
  id: string;
  settings: Pick<SiteSettings, 'centerAddress' | 'logoUrl'>;
  /** Those that are allowed. */
  origins: readonly string[];
}

interface Dependencies {
  fetchPage: FetchPage;
  baseUrl: string;
  /** What card fields load; `undefined` while the site is not connected. */
  findCards: (siteId: string) => Promise<InBrowser | undefined>;
}

export type LookAtPage = ReturnType<typeof createPageCheck>;

/** Gives `lookAtPage(url, site)`, which never throws. */
export function createPageCheck({ fetchPage, baseUrl, findCards }: Dependencies) {
  return async (url: string, site: SiteOnPage): Promise<Finding[]> => {
    const { page, failure } = await fetchPage(url);
    if (failure) return [problem('answers', `${fetchFailures[failure]}.`)];
    const unreadable = whyUnreadable(page);
    if (unreadable) return [unreadable];
    const facts = readPage(page.body, page.url);
    const center = facts.centers.find((each) => each.name === 'customer-center' && each.site === site.id);
    const script = chooseScript(facts, serverOf(center, facts, baseUrl));
    return [
      ok('answers', 'The page answers.'),
      findElement(facts, center, site.id),
      findScript(facts, script, baseUrl),
      findOrigin(page.url, site.origins, baseUrl),
      findPolicy({ page, facts, center, script, site, baseUrl, cards: await findCards(site.id) }),
      findCenterAddress(page.url, center, site, baseUrl),
    ];
  };
}

const ok = (check: Finding['check'], sentence: string): Finding => ({ check, isOk: true, sentence, fix: null });
const problem = (check: Finding['check'], sentence: string, fix: Finding['fix'] = null): Finding => ({
  check,
  isOk: false,
  sentence,
  fix,
});

function whyUnreadable({ status, redirectsTo, contentType }: FetchedPage): Finding | undefined {
  if (redirectsTo !== null) {
    const fix = { kind: 'check_page', url: redirectsTo } as const;
    return problem('answers', `The page leads on to ${redirectsTo}: check that address.`, fix);
  }
  if (status === 401 || status === 403) {
    return problem('answers', `The page refuses visitors who are not signed in to it (${status}).`);
  }
  if (status !== 200) return problem('answers', `The page answers with ${status} instead of 200.`);
  if (contentType !== 'text/html' && contentType !== 'application/xhtml+xml') {
    return problem('answers', `The address gives ${contentType || 'something unnamed'} and no HTML page.`);
  }
  return undefined;
}

function findElement({ centers, hasBareShortcode }: PageFacts, center: CenterTag | undefined, siteId: string): Finding {
  if (center) {
    const shown = center.section === null ? 'The center' : `The section “${center.section}” of the center`;
    return ok('element', `${shown} is on the page.`);
  }
  const [other] = centers.filter(({ name }) => name === 'customer-center');
  if (other)
    return problem('element', `The center on the page is of the site “${other.site}”: write site="${siteId}".`);
  if (centers.length > 0) return problem('element', 'The page has the button and no center.');
  if (hasBareShortcode) {
    return problem(
      'element',
      'The shortcode stands on the page as text: the WordPress plugin is not active, or this kind of page does not replace shortcodes.',
    );
  }
  return problem(
    'element',
    `There is no <customer-center site="${siteId}"> in the page's HTML. If a script puts it there, this check can't see it.`,
  );
}

/** Where the element asks: its own attribute, or where the script comes from. */
const serverOf = (center: CenterTag | undefined, { base }: PageFacts, baseUrl: string): string =>
  (center?.server ? absolute(center.server, base) : undefined) ?? baseUrl;

const files = ['customer-center.js', 'customer-center-button.js'];
const fileOf = (src: string): string => new URL(src).pathname.split('/').at(-1) ?? '';

/** The script of the center, from us or a path of the page's own that leads to us, rather than from anywhere else. */
function chooseScript({ scripts }: PageFacts, server: string): ScriptTag | undefined {
  const candidates = scripts.filter(({ src }) => files.includes(fileOf(src)));
  return candidates.find(({ src }) => src.startsWith(server)) ?? candidates[0];
}

function findScript(facts: PageFacts, script: ScriptTag | undefined, baseUrl: string): Finding {
  const wanted = `${baseUrl}/embed/customer-center.js`;
  if (!script) return problem('script', `The page does not load the center's script, ${wanted}.`);
  const { origin, search } = new URL(script.src);
  const isOurs = origin === baseUrl || origin === new URL(facts.base).origin;
  if (!isOurs) return problem('script', `The script comes from ${script.src}: write ${wanted}.`);
  if (search)
    return problem('script', `The script's address ends in ${search}, which keeps old versions alive: remove that.`);
  if (!script.isModule) return problem('script', 'The script\'s tag lacks type="module".');
  return ok('script', 'The page loads the script.');
}

function findOrigin(page: string, origins: readonly string[], baseUrl: string): Finding {
  const { origin } = new URL(page);
  if (origin === baseUrl || origins.includes(origin)) return ok('origin', `${origin} is an allowed origin.`);
  return problem('origin', `${origin} is not an allowed origin, so the center does not work there.`, {
    kind: 'add_origin',
    origin,
  });
}

interface Looked {
  page: FetchedPage;
  facts: PageFacts;
  center: CenterTag | undefined;
  script: ScriptTag | undefined;
  site: SiteOnPage;
  baseUrl: string;
  cards: InBrowser | undefined;
}

function findPolicy({ page, facts, center, script, site, baseUrl, cards }: Looked): Finding {
  const policies = [
    ...readPolicies(page.headers['content-security-policy'] ?? '', 'In the header Content-Security-Policy'),
    ...facts.policies.flatMap((text) => readPolicies(text, "In the page's meta tag Content-Security-Policy")),
  ];
  if (policies.length === 0) return ok('policy', 'The page has no content security policy.');
  const problems = policyProblems(policies, facts, {
    page: page.url,
    script,
    scriptAddress: script?.src ?? `${baseUrl}/embed/customer-center.js`,
    api: serverOf(center, facts, baseUrl),
    logoUrl: site.settings.logoUrl,
    cards,
  });
  if (problems.length === 0) return ok('policy', "The page's content security policy lets the center work.");
  return problem('policy', `${problems.join('. ')}.`);
}

function findCenterAddress(page: string, center: CenterTag | undefined, site: SiteOnPage, baseUrl: string): Finding {
  const { centerAddress } = site.settings;
  const address = centerAddress ?? `${baseUrl}/c/${site.id}`;
  const here = withoutFragment(page);
  if (withoutFragment(address) === here) return ok('center_address', 'Emails and links open this page.');
  const fix = center?.section === null ? ({ kind: 'set_center_address', url: here } as const) : null;
  return problem('center_address', `Emails and links open ${address} and not this page.`, fix);
}

const withoutFragment = (address: string): string => {
  const url = new URL(address);
  url.hash = '';
  return url.href;
};
