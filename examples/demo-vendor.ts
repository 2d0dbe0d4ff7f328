/** Kiln & Quill: a small school that sells courses and two memberships. */
import type { Knex } from 'knex';
import { textOn } from '../server/features/settings/contrast.ts';
import { type CustomerField, defaultSettings } from '../server/features/settings/settings.ts';
import { sitesStore } from '../server/features/sites/sites.store.ts';
import { demoPassword } from './demo-belongings.ts';

export const siteId = 'kiln-and-quill';

/** The three to sign in as. */
export const people = [
  { email: 'mara.voss@example.com', situation: 'in trouble: a payment failed, her card has expired' },
  {
    email: 'jonas.albrecht@example.com',
    situation: `long standing, has everything; or username jonas, password "${demoPassword}"`,
  },
  { email: 'ines.brandt@example.com', situation: 'brand new: bought her first course an hour ago, as a guest' },
];

const customerFields: CustomerField[] = [
  {
    key: 'favourite_glaze',
    label: 'Favourite glaze',
    kind: 'choice',
    choices: ['Celadon', 'Shino', 'Tenmoku'],
    isEditable: true,
  },
  { key: 'birthday', label: 'Birthday', kind: 'date', choices: [], isEditable: true },
  { key: 'newsletter', label: 'Letters from the studio', kind: 'yes_no', choices: [], isEditable: true },
  { key: 'member_number', label: 'Member number', kind: 'text', choices: [], isEditable: false },
];

/**
 * Adds the site, or finds it there; its port may be another one today.
 * @returns when it was added: all that the demo tells is told as of that day
 */
export async function openDemoSite(db: Knex, baseUrl: string): Promise<Date> {
  const sites = sitesStore(db);
  const gradient: [string, string] = ['#8a3b1e', '#3c2a4d'];
  const settings = {
    ...defaultSettings('Kiln & Quill'),
    headline: 'Kiln & Quill',
    centerAddress: `${baseUrl}/shop/account.html`,
    privacyUrl: `${baseUrl}/shop/privacy.html`,
    termsUrl: `${baseUrl}/shop/terms.html`,
    logoUrl: `${baseUrl}/shop/logo.svg`,
    gradient,
    onGradient: textOn(gradient),
    customerFields,
    contactEmail: 'studio@kilnandquill.example',
  };
  settings.switches = { ...settings.switches, phoneEditing: true, registration: true };
  const found = await sites.find(siteId);
  if (found) await sites.saveSettings(siteId, settings);
  else await sites.add(siteId, settings);
  await sites.addOrigin(siteId, baseUrl);
  return found?.created_at ?? new Date();
}

/** The last thing that is added to the demo are its programs. */
export async function isFilled(db: Knex): Promise<boolean> {
  return (await db('program').where({ site_id: siteId }).first()) !== undefined;
}
