/** From what is asked to facts, and from facts to what a page or element is told. Pure. */
import { invalid } from '../../http/errors.ts';
import type { Access, Shown } from './access.contract.ts';
import type { AccessFacts, Asked } from './access.store.ts';
import { addressesOf, parseAddress } from './address.ts';
import { decide, findLevels, type Question, type Verdict } from './decide.ts';

export interface RawQuestion {
  page?: string | undefined;
  externalId?: string | undefined;
  levels?: string | undefined;
  match?: 'any' | 'all' | undefined;
}

/** Refuses what names nothing, with the field. */
export function readQuestion({ page, externalId, levels, match = 'any' }: RawQuestion, at = ''): Question {
  if (levels === undefined) {
    const addresses = page === undefined ? [] : addressesOf(parseAddress(page, `${at}page`));
    return { kind: 'page', addresses, externalId };
  }
  const names = levels.split(',').map((name) => name.trim());
  if (names.length > 50 || names.includes('')) {
    const message = 'must be 1 to 50 names of levels, separated by commas';
    throw invalid(`${at}levels`, message);
  }
  return { kind: 'levels', names, match };
}

/** What has to be gathered to answer some questions. */
export const factsFor = (questions: Question[]): Asked => ({
  addresses: questions.flatMap((question) => (question.kind === 'page' ? question.addresses : [])),
  externalIds: questions.flatMap((question) => (question.kind === 'page' ? (question.externalId ?? []) : [])),
  withLevels: questions.some(({ kind }) => kind === 'levels'),
});

/** Names that are no level's; told to admins only. */
export const unknownNames = (facts: AccessFacts, question: Question): string[] =>
  question.kind === 'levels' ? question.names.filter((name) => findLevels(facts.levels, name).length === 0) : [];

export function answer(facts: AccessFacts, question: Question): Access & { verdict: Verdict } {
  const verdict = decide(facts, question);
  const { isAllowed, reason, at } = verdict.decision;
  return { isAllowed, reason, at, show: isAllowed ? null : showInstead(facts, verdict), verdict };
}

/**
 * What is shown instead. A page that is closed as well is never sent to, or two pages would send people back and forth; and
 * whoever is signed in is not asked to sign in.
 */
function showInstead(facts: AccessFacts, { page, levelIds, decision }: Verdict): Shown {
  const isSignedOut = decision.reason === 'signed_out';
  const instead = facts.pages.find(({ id }) => id === page?.refusalPageId);
  if (instead && isOpen(facts, instead)) return { kind: 'page', url: instead.address };
  const programIds = facts.levels.filter(({ id }) => levelIds.includes(id)).map(({ programId }) => programId);
  const programs = facts.offers.filter(({ id }) => programIds.includes(id));
  if (isSignedOut && (page?.refusal === 'sign_in' || programs.length === 0)) return { kind: 'sign_in' };
  return { kind: 'programs', programs };
}

/** May the same customer see another page of these facts? */
export const isOpen = (facts: AccessFacts, page: { address: string; goneAt: string | null }): boolean =>
  page.goneAt === null && decide(facts, { kind: 'page', addresses: [page.address] }).decision.isAllowed;
