/** From the form of the settings to what is sent: only what somebody has changed. */
import type { AdminSettings, SettingsChange } from '../../server/features/settings/settings.admin.contract.ts';

export type Settings = AdminSettings['settings'];
export type Change = Omit<SettingsChange, 'version'>;
export type SwitchName = keyof Settings['switches'];
type CustomerField = Settings['customerFields'][number];

/** Text of a field; `undefined`: the form has none of that name. */
type Read = (name: string) => string | undefined;

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const toNumber = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** Everything the form says, as the server wants it. */
function readForm(form: HTMLFormElement, settings: Settings): Change {
  const data = new FormData(form);
  const read: Read = (name) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const text = (name: string) => read(name)?.trim() ?? '';
  return {
    name: text('name'),
    headline: text('headline'),
    language: text('language') as Settings['language'],
    centerAddress: orNull(text('centerAddress')),
    privacyUrl: orNull(text('privacyUrl')),
    termsUrl: orNull(text('termsUrl')),
    logoUrl: orNull(text('logoUrl')),
    gradient: [text('gradient.0'), text('gradient.1')],
    signInMethods: { email: data.has('signInMethods.email'), password: data.has('signInMethods.password') },
    passwordMinLength: toNumber(text('passwordMinLength')) ?? Number.NaN,
    orderHistoryMonths: toNumber(text('orderHistoryMonths')),
    recordMonths: toNumber(text('recordMonths')) ?? Number.NaN,
    senderName: orNull(text('senderName')),
    contactEmail: orNull(text('contactEmail')),
    switches: Object.fromEntries(Object.keys(settings.switches).map((name) => [name, data.has(`switches.${name}`)])),
    customerFields: readFields(read),
  };
}

function readFields(read: Read): CustomerField[] {
  const fields: CustomerField[] = [];
  for (let n = 0; read(`customerFields.${n}.key`) !== undefined; n++) {
    const of = (name: string) => read(`customerFields.${n}.${name}`) ?? '';
    const kind = of('kind') as CustomerField['kind'];
    const choices = of('choices')
      .split(',')
      .map((each) => each.trim());
    fields.push({
      key: of('key').trim(),
      label: of('label').trim(),
      kind,
      choices: kind === 'choice' ? choices.filter(Boolean) : [],
      isEditable: of('isEditable') === 'on',
    });
  }
  return fields;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What differs from what is saved; of the switches those that were turned. */
export function changesIn(form: HTMLFormElement, settings: Settings): Change {
  const given = readForm(form, settings);
  const changed = Object.entries(given).filter(
    ([name, value]) => name !== 'switches' && !isSame(value, settings[name as keyof Settings]),
  );
  const turned = Object.entries(given.switches ?? {}).filter(
    ([name, isOn]) => isOn !== settings.switches[name as SwitchName],
  );
  const switches = turned.length > 0 ? { switches: Object.fromEntries(turned) as Change['switches'] } : {};
  return { ...Object.fromEntries(changed), ...switches };
}

const shown = [
  'headline',
  'senderName',
  'language',
  'centerAddress',
  'privacyUrl',
  'termsUrl',
  'logoUrl',
  'gradient',
  'signInMethods',
  'switches',
] as const satisfies readonly (keyof Settings)[];

/** What the preview can show of a change: half-typed addresses are as they were. */
export function draftOf(change: Change, view: 'signed_out' | 'signed_in', language: Settings['language']): string {
  const fitting = shown
    .map((name) => [name, change[name]] as const)
    .filter(([name, value]) => value !== undefined && isShowable(name, value));
  const json = JSON.stringify({ language, ...Object.fromEntries(fitting), view });
  const bytes = Array.from(new TextEncoder().encode(json), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function isShowable(name: (typeof shown)[number], value: unknown): boolean {
  if (name.endsWith('Url') || name === 'centerAddress') return typeof value !== 'string' || isAddress(value);
  if (name === 'headline') return value !== '';
  if (name === 'signInMethods') return Object.values(value as object).some(Boolean);
  return true;
}

const isAddress = (text: string): boolean =>
  URL.canParse(text) && (/^https:/.test(text) || /^http:\/\/([\w-]+\.)*(localhost|127\.0\.0\.1)[:/]/.test(text));
