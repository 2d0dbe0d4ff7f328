/** Emails filled with an example, as staff see them before customers do. */
import { notFound } from '../../http/errors.ts';
import type { Language } from '../../http/values.ts';
import { fieldsOf, fillEmail, oneLine } from '../../mail/email.ts';
import { centerAddressOf } from '../../mail/outgoing.ts';
import { templates, type TemplateName } from '../../mail/templates.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { EmailKind } from './emails.admin.contract.ts';
import { noticeValues } from './notice-words.ts';
import { notices, type NoticeKind } from './notices.ts';

/** When those are sent that somebody asks for. */
const askedFor: Record<Exclude<TemplateName, NoticeKind>, string> = {
  'sign-in': 'When somebody signs in with their email',
  'new-password': 'When somebody wants a new password',
  confirmation: 'When somebody has to confirm who they are',
  'password-changed': 'When a password was changed',
  claim: 'When a customer adds orders from another address',
  'address-claimed': 'When orders of another address were added',
  registration: 'When somebody registers',
  'program-question': 'To you, when a customer asks about a program',
  'payments-export': 'When a long list of payments is ready to download',
  'staff-invitation': 'To whoever is invited to the staff',
  'staff-new-password': 'To staff who want a new password',
  'staff-address': 'To staff who prove their address',
  'sign-in-invitation': 'When you send the way into the center',
  'password-invitation': 'When you ask somebody to set a password',
  'pay-link': 'When you send somebody the link that pays an invoice',
};

const whenSent: Record<TemplateName, string> = { ...notices, ...askedFor };

const isNotice = (name: TemplateName): name is NoticeKind => Object.hasOwn(notices, name);

const usual = ['headline', 'centerAddress', 'email', 'buttonColour', 'onButtonColour'];

/** Every email of a site with its switch. */
export const emailKinds = ({ emails, language }: SiteSettings): EmailKind[] =>
  (Object.keys(whenSent) as TemplateName[]).map((kind) => {
    const template = templates[language][kind];
    return {
      kind,
      about: whenSent[kind],
      subject: template.subject,
      fields: fieldsOf(template).filter((field) => !usual.includes(field)),
      isOn: isNotice(kind) ? emails[kind] : null,
    };
  });

const example = {
  firstName: 'Ann',
  money: { cents: 2900, currency: 'EUR' },
  title: 'Clay Club',
  at: new Date('2027-05-03T10:00:00Z'),
  card: { brand: 'visa', last4: '4242', expiresMonth: 5, expiresYear: 2031 },
  names: ['Clay Club'],
  number: 'CM-0012',
  reason: 'Returned',
  isOnBalance: true,
  isOnInvoice: false,
  invoiceId: '01920000-0000-7000-8000-000000000000',
};

/** Of emails that somebody asks for; every other field of theirs shows its name. */
const samples = {
  ...{ code: '123 456', customer: 'Ann Ash', program: 'Clay Club' },
  ...{ amount: '€29.00', number: 'INV-0012' },
};

interface PreviewWish {
  site: { id: string; settings: SiteSettings };
  baseUrl: string;
  kind: string;
  language?: Language | undefined;
}

/** Throws `not_found` for a kind that there is not. */
export function previewEmail({ site, baseUrl, kind, language }: PreviewWish) {
  if (!Object.hasOwn(whenSent, kind)) throw notFound();
  const name = kind as TemplateName;
  const { settings } = site;
  const spoken = language ?? settings.language;
  const center = centerAddressOf(baseUrl, site.id, settings);
  const email = 'ann@example.com';
  const addresses = { center, email, payLink: `${center}#cc/pay/example` };
  const template = templates[spoken][name];
  const values = isNotice(name)
    ? noticeValues(name, example, { language: spoken, addresses })
    : { ...Object.fromEntries(fieldsOf(template).map((field) => [field, `[${field}]`])), ...samples, link: center };
  const filled = fillEmail(template, {
    ...values,
    ...{ headline: settings.headline, centerAddress: center, email },
    ...{ buttonColour: settings.gradient[0], onButtonColour: settings.onGradient },
  });
  return { ...filled, subject: oneLine(filled.subject) };
}
