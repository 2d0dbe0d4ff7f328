/** The look of a center that is not saved yet, as it travels in the preview's address. */
import { z } from 'zod';
import { invalid } from '../../http/errors.ts';
import { textOn } from '../settings/contrast.ts';
import { siteSettings, type SiteSettings } from '../settings/settings.ts';

const { shape } = siteSettings
  .pick({
    headline: true,
    senderName: true,
    language: true,
    centerAddress: true,
    privacyUrl: true,
    termsUrl: true,
    logoUrl: true,
    gradient: true,
    signInMethods: true,
    passwordMinLength: true,
  })
  .partial();

/** What is absent is as the site has it saved. */
const draft = z.strictObject({
  ...shape,
  switches: siteSettings.shape.switches.partial().optional(),
  view: z.enum(['signed_out', 'signed_in']),
});
export type Draft = z.output<typeof draft>;

const mostBytes = 4096;

/** From base64url of JSON. Throws `invalid_request`, naming the field, for what the settings would not take either. */
export function readDraft(encoded: string): Draft {
  if (!/^[\w-]+$/.test(encoded)) throw refusal('is no draft');
  const json = Buffer.from(encoded, 'base64url');
  if (json.length > mostBytes) throw refusal('is too long to be previewed: shorten the texts and addresses');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.toString());
  } catch {
    throw refusal('is no draft');
  }
  return draft.parse(parsed);
}

const refusal = (message: string) => invalid('draft', message);

/** The settings as they would be. */
export function withDraft(settings: SiteSettings, { view: _view, switches, ...look }: Draft): SiteSettings {
  const next = { ...settings, ...present(look), switches: { ...settings.switches, ...present(switches ?? {}) } };
  return { ...next, onGradient: textOn(next.gradient) };
}

const present = <Given extends object>(given: Given): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
