import { AppError, invalid } from '../../http/errors.ts';
import type { SiteSettings } from '../settings/settings.ts';
import { parseOrigin } from './origin.ts';
import type { Origins } from './sites.admin.contract.ts';
import type { SitesStore } from './sites.store.ts';

interface SiteAtHand {
  id: string;
  settings: Pick<SiteSettings, 'centerAddress'>;
}

const most = 100;

export type OriginsService = ReturnType<typeof originsService>;

/** Where pages may stand that hold the center. */
export function originsService(sites: SitesStore) {
  const list = async ({ id, settings }: SiteAtHand): Promise<Origins> => {
    const center = originOf(settings);
    const rows = await sites.originRows(id);
    return {
      origins: rows.map(({ origin, created_at, last_seen_at }) => ({
        origin,
        createdAt: created_at.toISOString(),
        lastSeenAt: last_seen_at?.toISOString() ?? null,
        isCenter: origin === center,
      })),
    };
  };

  return {
    list,

    async allow(site: SiteAtHand, typed: string): Promise<Origins> {
      const origin = parseOrigin(typed);
      if (origin === undefined) {
        throw invalid('origin', 'must be an origin such as https://www.shop.example, without a path');
      }
      if ((await sites.origins(site.id)).length >= most) throw new AppError('too_many', 409);
      await sites.addOrigin(site.id, origin);
      return list(site);
    },

    async remove(
      site: SiteAtHand,
      { origin, isAccepted }: { origin: string; isAccepted?: boolean | undefined },
    ): Promise<Origins> {
      if (origin === originOf(site.settings) && !isAccepted) {
        throw invalid('isAccepted', 'must be true: the center address is on this origin and will stop working');
      }
      await sites.removeOrigin(site.id, origin);
      return list(site);
    },
  };
}

const originOf = ({ centerAddress }: SiteAtHand['settings']): string | undefined =>
  centerAddress === null ? undefined : new URL(centerAddress).origin;
