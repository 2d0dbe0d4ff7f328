import type { Config } from '../../config.ts';
import { AppError, notFound } from '../../http/errors.ts';
import type { Boot } from '../boot/boot.contract.ts';
import type { Overview } from '../overview/overview.contract.ts';
import type { SiteSettings } from '../settings/settings.ts';
import { readDraft, withDraft } from './draft.ts';
import { isOn, publicSiteOf } from './public-site.ts';
import { sampleCustomer, samples } from './samples.ts';

export interface PreviewCall {
  draft: string;
  method: string;
  /** Behind the site's id, as `/orders/1`. */
  path: string;
  site: { id: string; settings: SiteSettings };
}

/**
 * Answers the element as the site's API would if the draft were saved and somebody had a little of everything. Nothing
 * can be done here: whatever changes something is refused.
 */
export function answerPreview(config: Pick<Config, 'baseUrl' | 'mailFrom'>) {
  return ({ draft: encoded, method, path, site }: PreviewCall): object => {
    const draft = readDraft(encoded);
    const settings = withDraft(site.settings, draft);
    if (method !== 'GET') throw new AppError('switched_off', 403);
    const all = samples(Date.now());
    const overview = overviewFor(settings, all['GET /overview']);
    const isSignedIn = draft.view === 'signed_in';
    if (path === '/boot') {
      return {
        site: publicSiteOf(site.id, settings, config),
        transport: 'cookie',
        customer: isSignedIn ? customerFor(settings) : null,
        overview: isSignedIn && isOn(settings, 'center') ? overview : null,
      } satisfies Boot;
    }
    if (!isSignedIn) throw new AppError('signed_out', 401);
    if (path === '/overview') return overview;
    const found = Object.entries(all).find(([name]) => patternOf(name).test(path));
    if (!found) throw notFound();
    return found[1] as object;
  };
}

const patternOf = (name: string): RegExp => new RegExp(`^${name.slice('GET '.length).replace(/:\w+/g, '[^/]+')}$`);

const customerFor = (settings: SiteSettings): Boot['customer'] => ({
  ...sampleCustomer,
  email: isOn(settings, 'billingInformation') ? sampleCustomer.email : null,
});

/** What is switched off is not in the overview either. */
const overviewFor = (settings: SiteSettings, overview: Overview): Overview => ({
  ...overview,
  recentOrders: isOn(settings, 'orderHistory') ? overview.recentOrders : null,
  courses: isOn(settings, 'courseEnrollments') ? overview.courses : null,
  offers: isOn(settings, 'programs') ? overview.offers : null,
});
