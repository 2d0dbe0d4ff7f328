import type { AccessStore } from '../access/access.store.ts';
import type { SupportCodes } from '../access/support-codes.store.ts';
import type { SiteSettings } from '../settings/settings.ts';
import {
  addressesToLandOn,
  chooseLanding,
  type LandingChoice,
  type LandingRule,
  type LandingTargets,
} from './landing.ts';
import type { LandingStore } from './landing.store.ts';
import type { Landing } from './sign-in.contract.ts';

interface Dependencies {
  landings: LandingStore;
  accessStore: AccessStore;
  codes: SupportCodes;
  /** The server's own pages, where a customer may always be sent. */
  baseUrl: string;
}

interface Lander {
  site: { id: string; settings: SiteSettings };
  customerId: string;
}

export type LandingService = ReturnType<typeof landingService>;

export function landingService({ landings, accessStore, codes, baseUrl }: Dependencies) {
  /** Where a customer would land, and why. */
  async function choose(
    { site, customerId }: Lander,
    pages: Pick<LandingTargets, 'wantedPage' | 'programPage'>,
    rules?: LandingRule[],
  ): Promise<LandingChoice> {
    const origins = [baseUrl, ...(await landings.originsOf(site.id))];
    const targets = {
      ...pages,
      settings: site.settings,
      rules: rules ?? (await landings.rulesFor(site.id, customerId)),
    };
    const asked = { addresses: addressesToLandOn(targets), externalIds: [], withLevels: false };
    return chooseLanding({ ...targets, origins, facts: await accessStore.gather(site.id, customerId, asked) });
  }

  return {
    choose,

    /** Where a customer lands who has just signed in. In the center for a reason: with its support code. */
    async land(lander: Lander, pages: Pick<LandingTargets, 'wantedPage' | 'programPage'>): Promise<Landing> {
      const { url, refused } = await choose(lander, pages);
      if (url !== null) return { to: 'page', url };
      if (!refused) return { to: 'center' };
      const { address, ...reason } = refused;
      const refusal = {
        siteId: lander.site.id,
        customerId: lander.customerId,
        refused: 'page' as const,
        reason: reason.code,
        reasonAt: reason.at,
        page: { address, title: reason.title },
      };
      const supportCode = (await codes.findRecent(refusal)) ?? (await codes.make(refusal));
      return { to: 'center', reason: { ...reason, supportCode }, place: `#cc/overview/${supportCode}` };
    },
  };
}
