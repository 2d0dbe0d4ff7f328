import { safeUrl } from '../../http/redirects.ts';
import type { Refusal } from '../access/access.contract.ts';
import type { AccessFacts } from '../access/access.store.ts';
import { addressesOf, normalAddress } from '../access/address.ts';
import { decide, titleOf, type Check } from '../access/decide.ts';
import type { SiteSettings } from '../settings/settings.ts';

/** One of the rules by program and level, in the admin's order. */
export interface LandingRule {
  position: number;
  /** Of the level or program it is for. */
  name: string;
  /** The customer holds it. */
  fits: boolean;
  /** `null`: the center. */
  address: string | null;
}

export interface LandingTargets {
  settings: Pick<SiteSettings, 'postLoginPage' | 'respectWantedPage' | 'centerAddress'>;
  /** As stored with the attempt, or as sent with a password. */
  wantedPage: string | null | undefined;
  /** Where those land who register for a program that says so. */
  programPage?: string | null | undefined;
  rules: readonly LandingRule[];
}

interface LandingFacts extends LandingTargets {
  /** Exact origins a customer may be sent to. */
  origins: readonly string[];
  /** Of the customer, and of every page of `targetsOf`. */
  facts: AccessFacts;
}

export interface LandingChoice {
  /** `null`: the center. */
  url: string | null;
  /** What was chosen, or would have been but for `refused`; in English, for those who help. */
  because: string;
  refused: (Omit<Refusal, 'supportCode'> & { address: string }) | null;
  trace: Check[];
}

interface Target {
  page: string;
  because: string;
  isWanted?: boolean;
}

/** Where a customer might land, the first that is said first. */
function targets({ settings, wantedPage, programPage, rules }: LandingTargets): Target[] {
  const rule = rules.find(({ fits }) => fits);
  const found: (Target | false | undefined)[] = [
    settings.respectWantedPage &&
      !!wantedPage && { page: wantedPage, because: 'this page was wanted before signing in', isWanted: true },
    rule && { page: rule.address ?? 'center', because: `rule ${rule.position} is for those who hold ${rule.name}` },
    !!programPage && { page: programPage, because: 'the program says so for those who register' },
    { page: settings.postLoginPage, because: 'it is the post-login page of the site' },
  ];
  return found.filter((target) => !!target);
}

/** Addresses of the pages to gather facts about. */
export const addressesToLandOn = (given: LandingTargets): string[] =>
  targets(given).flatMap(({ page }) => addressesOf(normalAddress(page) ?? ''));

/**
 * Where a customer lands, the same for every way of signing in: the page first wanted, when the site respects it, then the
 * first rule that fits, then what a program says, then the site's post-login page. A wanted page that is not on the site's
 * origins is passed over; a page that is gone or closed to the customer is never landed on: then it is the center, with the
 * reason.
 */
export function chooseLanding(given: LandingFacts): LandingChoice {
  const { settings, origins, facts } = given;
  for (const { page, because, isWanted } of targets(given)) {
    const chosen = { url: null, because, refused: null, trace: [] };
    if (page === 'center') return chosen;
    const url = safeUrl(page, origins);
    if (url === undefined && isWanted) continue;
    if (url === undefined) return { ...chosen, because: `${because}, but its origin is not allowed` };
    if (isSame(url, settings.centerAddress)) return chosen;
    const verdict = decide(facts, { kind: 'page', addresses: addressesOf(normalAddress(url) ?? '') });
    const { decision, trace } = verdict;
    const known = verdict.page;
    const refused = known && { title: titleOf(known), address: known.address };
    if (known && known.goneAt !== null) {
      return { ...chosen, trace, refused: { ...refused!, code: 'page_gone', at: known.goneAt } };
    }
    if (refused && !decision.isAllowed) {
      return { ...chosen, trace, refused: { ...refused, code: decision.reason as Refusal['code'], at: decision.at } };
    }
    return { ...chosen, url, trace };
  }
  throw new Error('a site has a post-login page');
}

const isSame = (url: string, center: string | null): boolean =>
  center !== null && !new URL(url).hash && normalAddress(url) === normalAddress(center);
