import type { Client } from '../../http/client.ts';
import { AppError } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import type { AuthEvents } from '../sign-in/auth-events.store.ts';
import type { AccessFacts, AccessStore } from './access.store.ts';
import type { Question } from './decide.ts';
import { answer, factsFor, unknownNames } from './questions.ts';
import type { SiteReports } from './site-reports.store.ts';
import type { SupportCodes } from './support-codes.store.ts';

interface Dependencies {
  store: AccessStore;
  codes: SupportCodes;
  reports: SiteReports;
  limiter: Limiter;
  events: AuthEvents;
}

interface Asker {
  siteId: string;
  /** `null`: nobody is signed in. */
  customerId: string | null;
}

export type AccessService = ReturnType<typeof accessService>;

export function accessService({ store, codes, reports, limiter, events }: Dependencies) {
  /** The support code of what a customer is refused; of what they may see, and of whoever is signed out, none. */
  async function codeFor(
    { siteId, customerId }: Asker,
    facts: AccessFacts,
    question: Question,
  ): Promise<string | null> {
    const { isAllowed, reason, at, verdict } = answer(facts, question);
    if (isAllowed || customerId === null) return null;
    const { page } = verdict;
    const levels = question.kind === 'levels' ? question : undefined;
    const refused = question.kind === 'page' ? ('page' as const) : ('levels' as const);
    const refusal = { siteId, customerId, refused, reason, reasonAt: at, levels, ...(page && { page }) };
    return (await codes.findRecent(refusal)) ?? (await codes.make(refusal));
  }

  async function reportUnknown(siteId: string, facts: AccessFacts, question: Question): Promise<void> {
    for (const detail of unknownNames(facts, question)) {
      await reports.report(siteId, { source: 'server', kind: 'unknown_level', detail });
    }
  }

  return {
    /** For the vendor's server: the answer, and the code where it refuses a customer. */
    async ask(asker: Asker, question: Question) {
      const facts = await store.gather(asker.siteId, asker.customerId, factsFor([question]));
      await reportUnknown(asker.siteId, facts, question);
      const { verdict: _, ...access } = answer(facts, question);
      const supportCode = await codeFor(asker, facts, question);
      return { ...access, supportCode, isSignedIn: asker.customerId !== null };
    },

    async askMany({ siteId, customerId }: Asker, questions: Question[]) {
      const facts = await store.gather(siteId, customerId, factsFor(questions));
      const answers = questions.map((question) => {
        const { isAllowed, reason, verdict } = answer(facts, question);
        return { isAllowed, reason, menu: verdict.page?.menu ?? ('always' as const) };
      });
      return { answers, isSignedIn: customerId !== null };
    },

    /** A page or element has shown a refusal. */
    async noteRefusal(asker: Asker, question: Question, client: Client): Promise<string | null> {
      await limiter.count({ supportCodeByNetwork: `${asker.siteId}:${client.network}` });
      const facts = await store.gather(asker.siteId, asker.customerId, factsFor([question]));
      await reportUnknown(asker.siteId, facts, question);
      return codeFor(asker, facts, question);
    },

    /**
     * A browser signed somebody in and kept no cookie: written down as theirs who signed in from there just now, and
     * refused with a support code.
     */
    async refuseCookies(siteId: string, client: Client): Promise<never> {
      await limiter.count({ reportByNetwork: `${siteId}:${client.network}`, reportBySite: siteId });
      await reports.report(siteId, { source: 'browser', kind: 'cookies_refused', detail: client.device });
      const signedIn = await events.findSignIn(siteId, client);
      const who = { login: signedIn?.login ?? undefined, customerId: signedIn?.customer_id ?? null };
      const cause = 'cookies_refused';
      const authEventId = await events.record({ siteId, kind: 'sign_in_failed', cause, client, ...who });
      const supportCode = await codes.make({ siteId, refused: 'sign_in', reason: cause, authEventId, ...who });
      throw new AppError(cause, 401, { supportCode });
    },
  };
}
