import { AppError } from '../../http/errors.ts';
import { hashOf } from '../../http/transport.ts';
import type { Config } from '../../config.ts';
import type { Site, SitesStore } from '../sites/sites.store.ts';
import { checkSettings } from '../access/check.service.ts';
import { textOn, worstContrast } from './contrast.ts';
import type { LogoStore } from './logo.store.ts';
import { makeLogo } from './logo-picture.ts';
import { notesOn } from './notes.ts';
import { explanations } from './setting-options.ts';
import type { AdminSettings, SettingsChange } from './settings.admin.contract.ts';
import { siteSettings, type SiteSettings } from './settings.ts';

interface Dependencies {
  sites: SitesStore;
  logos: LogoStore;
  config: Pick<Config, 'baseUrl' | 'mailFrom'>;
}

export type SettingsService = ReturnType<typeof settingsService>;

/** The settings as a site's staff sees and changes them. */
export function settingsService({ sites, logos, config: { baseUrl, mailFrom } }: Dependencies) {
  const describe = async ({ id, settings, settings_version: version }: Site): Promise<AdminSettings> => {
    // Pages of this server need no leave.
    const origins = [...(await sites.origins(id)), baseUrl];
    return {
      version,
      settings,
      notes: notesOn(settings, origins),
      contrast: worstContrast(settings.onGradient, settings.gradient),
      explanations,
      hostedPage: `${baseUrl}/c/${id}`,
      mailFrom,
    };
  };

  return {
    read: async (siteId: string): Promise<AdminSettings> => describe(await sites.get(siteId)),

    async change(siteId: string, { version, evenIf = [], ...change }: SettingsChange): Promise<AdminSettings> {
      const { settings: now } = await sites.get(siteId);
      const [before, after] = [checkSettings(now), checkSettings(merge(now, change))];
      const warnings = after.filter(({ code }) => !before.some((each) => each.code === code) && !evenIf.includes(code));
      if (warnings.length > 0) throw new AppError('warnings', 409, { warnings });
      const saved = await sites.changeSettings(siteId, version, (settings) => merge(settings, change));
      if (!saved) throw new AppError('changed_meanwhile', 409);
      return describe(saved);
    },

    /** @param encoded the file in base64 */
    async uploadLogo(siteId: string, encoded: string): Promise<{ logoUrl: string; version: number }> {
      const content = await makeLogo(Buffer.from(encoded, 'base64'));
      const hash = hashOf(content).toString('hex').slice(0, 32);
      const logoUrl = `${baseUrl}/sites/${siteId}/logo/${hash}.png`;
      const version = await logos.save(siteId, { hash, content, contentType: 'image/png' }, logoUrl);
      return { logoUrl, version };
    },

    removeLogo: async (siteId: string) => ({ logoUrl: null, version: await logos.remove(siteId) }),
  };
}

function merge(
  settings: SiteSettings,
  { switches, ...change }: Omit<SettingsChange, 'version' | 'evenIf'>,
): SiteSettings {
  const next = {
    ...settings,
    ...withoutAbsent(change),
    switches: { ...settings.switches, ...withoutAbsent(switches ?? {}) },
  };
  const { gradient } = change;
  return siteSettings.parse({ ...next, onGradient: textOn(gradient ?? settings.gradient) });
}

const withoutAbsent = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
