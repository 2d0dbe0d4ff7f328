/** Where a level or a course came from, and why it ended, in words for the staff. */
import { html } from 'lit';
import type { AdminEnrollment } from '../../server/features/courses/courses.admin.contract.ts';
import type { AdminGrant } from '../../server/features/grants/grants.admin.contract.ts';
import { dateWords } from './parts/words.ts';

const sources: Record<AdminGrant['source']['kind'], (name: string | null) => string> = {
  order: (number) => `order ${number ?? ''}`,
  subscription: (product) => `subscription to ${product ?? 'something'}`,
  plan: (product) => `payment plan for ${product ?? 'something'}`,
  purchase: (name) => (name === null ? 'a purchase that is gone' : `purchase: ${name}`),
  admin: (person) => `given by ${person ?? 'the staff'}`,
  registration: (program) => (program === null ? 'registration' : `registration for ${program}`),
  api: () => 'your own system',
  import: (name) => (name === null ? 'import' : `import, ${name}`),
  rule: (what) => (what === null ? 'a rule that is gone' : `rule: ${what}`),
};

export const grantSource = ({ source }: AdminGrant): string => sources[source.kind](source.name);

export const enrollmentSource = ({ source }: AdminEnrollment): string =>
  source.kind === 'admin' && source.name !== null ? `enrolled by ${source.name}` : sources[source.kind](source.name);

const whys: Record<string, string> = {
  subscription_ended: 'the subscription ended',
  payment_failed: 'the payment failed',
  uncollectible: 'an invoice was given up',
  refunded: 'the money went back',
  purchase_changed: 'what was bought gives it no more',
  rule_ended: 'the rule fits no more',
  admin: 'ended by hand',
};

/** Until when, and why it ends or ended. */
export function endWords({ state, untilAt, endedAt, endedWhy, endedNote, sinceAt }: AdminGrant): unknown {
  const why = [endedWhy && (whys[endedWhy] ?? endedWhy.replaceAll('_', ' ')), endedNote].filter(Boolean).join(': ');
  const because = why ? html`<br /><span class="muted">${why}</span>` : '';
  if (state === 'not_open_yet') return html`<div><span class="pill">opens ${dateWords(sinceAt)}</span></div>`;
  if (state === 'holds') return html`<div>${untilAt === null ? 'no end' : dateWords(untilAt)}${because}</div>`;
  const ends = [untilAt, endedAt].filter((at) => at !== null).toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return html`<div><span class="pill warning">ended ${dateWords(ends[0])}</span>${because}</div>`;
}

/** The last second of a day where the browser is; `null` for no day. */
export const endOfDay = (day: string): string | null => (day === '' ? null : new Date(`${day}T23:59:59`).toISOString());
