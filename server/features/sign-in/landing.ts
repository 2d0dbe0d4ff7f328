import { safeUrl } from '../../http/redirects.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { Landing } from './sign-in.contract.ts';

interface LandingFacts {
  settings: Pick<SiteSettings, 'postLoginPage' | 'respectWantedPage' | 'centerAddress'>;
  /** As stored with the attempt, or as sent with a password. */
  wantedPage: string | null | undefined;
  /** Where those land who register for a program that says so. */
  programPage?: string | null | undefined;
  /** Exact origins a customer may be sent to. */
  origins: readonly string[];
}

/**
 * Where a customer lands, the same for every way of signing in: the page first wanted, when the site respects it, then what a
 * program says, then the site's post-login page. An address that is not on the site's origins is passed over.
 */
export function chooseLanding({ settings, wantedPage, programPage, origins }: LandingFacts): Landing {
  const wanted = settings.respectWantedPage && wantedPage ? safeUrl(wantedPage, origins) : undefined;
  const decided = programPage ?? settings.postLoginPage;
  const target = wanted ?? (decided === 'center' ? undefined : safeUrl(decided, origins));
  if (target === undefined || target === settings.centerAddress) return { to: 'center' };
  return { to: 'page', url: target };
}
