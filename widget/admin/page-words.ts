/** What the desk says of a page: who may see it, what others see, where it is named. */
import type { AdminPage } from '../../server/features/pages/pages.admin.contract.ts';
import type { Choice } from './parts/controls.ts';

export type Rule = AdminPage['rule'];
export type Refusal = AdminPage['refusal'];

export const ruleChoices: readonly (Choice & { value: Rule })[] = [
  { value: 'everyone', label: 'Everyone' },
  { value: 'signed_in', label: 'Every customer who is signed in' },
  { value: 'any', label: 'Who holds any of these levels' },
  { value: 'all', label: 'Who holds all of these levels' },
];

export const refusalChoices: readonly (Choice & { value: Refusal })[] = [
  { value: 'sign_in', label: 'The sign-in card' },
  { value: 'programs', label: 'The programs that open this page' },
  { value: 'page', label: 'A page of your choice' },
];

export const menuChoices: readonly (Choice & { value: AdminPage['menu'] })[] = [
  { value: 'always', label: 'Always' },
  { value: 'allowed', label: 'For those only who may see it' },
];

export const sourceWords: Record<AdminPage['source'], string> = {
  hand: 'added by hand',
  sitemap: 'from a sitemap',
  vendor: 'sent by your site',
};

export const pageName = ({ title, address }: { title: string; address: string }): string => title || address;

/** Does the rule ask for levels? */
export const asksForLevels = (rule: Rule): boolean => rule === 'any' || rule === 'all';

/** "Who holds any of Studio Membership: Studio, Studio Plus; Writers’ Circle: Circle". */
export function ruleInWords({ rule, levels }: Pick<AdminPage, 'rule' | 'levels'>): string {
  if (rule === 'everyone') return 'Everyone';
  if (rule === 'signed_in') return 'Who is signed in';
  if (levels.length === 0) return 'Nobody: no level is named';
  const byProgram = new Map<string, string[]>();
  for (const { name, program } of levels) byProgram.set(program, [...(byProgram.get(program) ?? []), name]);
  const names = [...byProgram].map(([program, each]) => `${program}: ${each.join(', ')}`).join('; ');
  return levels.length === 1 ? `Who holds ${names}` : `Who holds ${rule} of ${names}`;
}
