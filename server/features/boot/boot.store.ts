import type { Config } from '../../config.ts';
import { ownSwitchSql, switchSql } from '../../http/gate.ts';
import { reading } from '../../http/reading.ts';
import type { ReadingContext } from '../../http/mount.ts';
import { overviewSql } from '../overview/overview.store.ts';
import type { SwitchName } from '../settings/switches.ts';
import { sectionNames, type Boot, type SectionName } from './boot.contract.ts';

type BootCall = { query: { first?: 'overview' | undefined; program?: string | undefined } } & ReadingContext;

const setting = (name: string) => `gate.settings ->> '${name}'`;
const isOn = (name: SwitchName) => switchSql('gate.settings', name);

/** What each section needs to be on. */
export const switchOf: Record<SectionName, SwitchName> = {
  overview: 'center',
  subscriptions: 'center',
  courses: 'courseEnrollments',
  programs: 'programs',
  orders: 'orderHistory',
  invoices: 'center',
  payments: 'orderHistory',
  'credit-memos': 'creditMemos',
  'payment-methods': 'center',
  addresses: 'billingInformation',
  phones: 'phones',
  profile: 'center',
  security: 'center',
};

const sections = `(
  select coalesce(json_agg(name order by position), '[]')
  from (values ${sectionNames.map((name, position) => `(${position}, '${name}', ${isOn(switchOf[name])})`).join(', ')})
    as section (position, name, is_on)
  where is_on)`;

/** Signing in goes on while the center is off, so switches of signing in count alone. */
const site = `json_build_object(
  'id', gate.site_id, 'headline', ${setting('headline')}, 'logoUrl', ${setting('logoUrl')},
  'gradient', gate.settings -> 'gradient', 'onGradient', ${setting('onGradient')},
  'privacyUrl', ${setting('privacyUrl')}, 'termsUrl', ${setting('termsUrl')},
  'centerAddress', coalesce(${setting('centerAddress')}, :baseUrl || '/c/' || gate.site_id),
  'hostedPage', :baseUrl || '/c/' || gate.site_id,
  'signInMethods', json_build_object('email', gate.settings #> '{signInMethods,email}',
    'password', gate.settings #> '{signInMethods,password}',
    'username', (gate.settings #>> '{signInMethods,password}')::boolean
      and ${ownSwitchSql('gate.settings', 'usernameSignIn')}),
  'passwordMinLength', gate.settings -> 'passwordMinLength',
  'sender', coalesce(${setting('senderName')}, ${setting('headline')}) || ' <' || :mailFrom || '>',
  'profileEditing', ${isOn('profileEditing')}, 'sections', ${sections},
  'registration', sign_up.name is not null or ${ownSwitchSql('gate.settings', 'registration')},
  'program', sign_up.name)`;

const customer = `(
  select json_build_object('firstName', c.first_name, 'lastName', c.last_name,
    'email', case when ${isOn('billingInformation')} then c.email end,
    'initials', upper(coalesce(nullif(left(c.first_name, 1) || left(c.last_name, 1), ''), left(c.email, 1), '?')),
    'locale', c.locale, 'mayHavePicture', ${isOn('gravatar')} and c.email is not null,
    'maySetPassword', c.password_hash is null and (gate.settings #>> '{signInMethods,password}')::boolean)
  from customer c where c.site_id = caller.site_id and c.id = caller.customer_id)`;

/** The element's first call: one statement for the settings, the customer and the first screen. */
export const bootReading = ({ baseUrl, mailFrom }: Pick<Config, 'baseUrl' | 'mailFrom'>) =>
  reading<Boot, BootCall>(
    // In a CTE of its own what was asked for can't simplify the plan: where it could, PostgreSQL would plan every call anew.
    `(with asked as materialized (select :withOverview::boolean as with_overview),
      sign_up as materialized (select p.name from program p
        where p.site_id = gate.site_id and p.slug = :program::text and p.has_registration)
      select json_build_object('site', ${site}, 'transport', :transport::text, 'customer', ${customer},
        'overview', case when asked.with_overview and caller.customer_id is not null and ${isOn('center')}
          then ${overviewSql} end)
      from asked left join sign_up on true)`,
    ({ query, isCrossSite }) => ({
      baseUrl,
      mailFrom,
      transport: isCrossSite ? 'hosted' : 'cookie',
      program: query.program ?? null,
      withOverview: query.first === 'overview',
    }),
  );
