import type { Mount } from '../../http/mount.ts';
import { factsReading, reading } from '../../http/reading.ts';
import { accessContract, type Access, type Refusal } from './access.contract.ts';
import type { AccessService } from './access.service.ts';
import { factsSql, ownRefusalSql, type AccessFacts } from './access.store.ts';
import { answer, factsFor, readQuestion, type RawQuestion } from './questions.ts';
import { tidy } from './support-codes.store.ts';

type Asking = { query: RawQuestion };

const accessReading = factsReading<AccessFacts, Access, Asking>(
  factsSql,
  ({ query }) => ({ ...factsFor([readQuestion(query)]) }),
  (facts, { query }) => {
    const { verdict: _, ...access } = answer(facts, readQuestion(query));
    return access;
  },
);

const ownRefusal = reading<{ refusal: Refusal | null }, { query: { code: string } }>(ownRefusalSql, ({ query }) => ({
  code: tidy(query.code),
}));

export const accessRoutes = (mount: Mount, access: AccessService) =>
  mount(accessContract, {
    'GET /access': accessReading,
    'POST /access/refusals': async ({ site, visitor, client, body }) => {
      const asker = { siteId: site.id, customerId: visitor?.customerId ?? null };
      return { supportCode: await access.noteRefusal(asker, readQuestion(body), client) };
    },
    'GET /access/refusal': ownRefusal,
    'POST /sign-in/kept': async ({ site, visitor, client }) => {
      if (!visitor) await access.refuseCookies(site.id, client);
      return { done: true as const };
    },
  });
