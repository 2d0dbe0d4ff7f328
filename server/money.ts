/** The payment provider's part of what `app.ts` puts together: its events, cards, paying, and the emails about them. */
import type { TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import { creditService } from './features/credit-memos/credit-memos.admin.service.ts';
import { findMemo } from './features/credit-memos/credit-memos.admin.store.ts';
import { sendNotice } from './features/emails/emails.tasks.ts';
import { noticeFactsStore } from './features/emails/notice-facts.store.ts';
import { noticesStore } from './features/emails/notices.store.ts';
import { noticesOnKept } from './features/emails/on-kept.ts';
import { payingService } from './features/invoices/paying.service.ts';
import { payingStore } from './features/invoices/paying.store.ts';
import { operationsService } from './features/operations/operations.service.ts';
import { payLinkTokens } from './features/pay-links/pay-link-tokens.ts';
import { payLinksService } from './features/pay-links/pay-links.service.ts';
import { payLinksStore } from './features/pay-links/pay-links.store.ts';
import { cardsService } from './features/payment-methods/cards.service.ts';
import { cardsStore } from './features/payment-methods/cards.store.ts';
import { oneCardService } from './features/payment-methods/one-card.admin.service.ts';
import { cardsAdminStore } from './features/payment-methods/payment-methods.admin.store.ts';
import type { SignInStore } from './features/sign-in/sign-in.store.ts';
import type { SitesStore } from './features/sites/sites.store.ts';
import { connectionsStore } from './gateway/connections.store.ts';
import { applyEvents } from './gateway/events/apply.service.ts';
import { applyWaitingEvents, sweepEvents } from './gateway/events/events.tasks.ts';
import { inboxStore } from './gateway/events/inbox.store.ts';
import { receiveEvents } from './gateway/events/receive.service.ts';
import { gatewaysOf } from './gateway/gateways.ts';
import { keepService } from './gateway/keep.service.ts';
import { readClock } from './gateway/records/readings.store.ts';
import type { Limiter } from './http/limits.ts';
import type { OutgoingMail } from './mail/outgoing.ts';
import { secretBox } from './secret-box.ts';

interface Dependencies {
  config: Config;
  database: Pick<Database, 'pool' | 'db'>;
  logger: Logger;
  limiter: Limiter;
  sites: SitesStore;
  signInStore: SignInStore;
  mail: OutgoingMail;
}

export type Money = ReturnType<typeof moneyParts>;

export function moneyParts({ config, database, logger, limiter, sites, signInStore, mail }: Dependencies) {
  const { pool, db } = database;
  const { baseUrl } = config;
  const secrets = secretBox(config.secretsKeys);
  const gateways = gatewaysOf({ connections: connectionsStore(db), secrets, stripeUrl: config.stripeUrl });
  const keeping = keepService({ db, gateways, onKept: noticesOnKept });
  const inbox = inboxStore({ pool, db });
  const applying = applyEvents({ inbox, gateways, keeping, readClock: () => readClock(db), logger });

  const operations = operationsService({ db, keeping });
  const cardsKept = cardsStore(db);
  const invoices = payingStore(db);
  const cards = cardsService({
    ...{ gateways, keeping, operations, limiter, store: cardsKept },
    isPageOfSite: (siteId, url) => isPageOfSite(sites, baseUrl, { siteId, url }),
  });
  const paying = payingService({ gateways, keeping, operations, limiter, cards: cardsKept, store: invoices });
  const tokens = payLinkTokens(config.secretsKeys);
  const payLinks = payLinksService({ tokens, invoices, gateways, paying, limiter, store: payLinksStore(db) });
  const cardsDesk = cardsAdminStore(db);
  const oneCard = oneCardService({ gateways, operations, invoices, store: cardsDesk, cards: cardsKept });
  const credit = creditService({ gateways, invoices, operations, findMemo: findMemo(db) });

  const notices = noticesStore(db);
  const noticeFacts = noticeFactsStore(db);
  const tasks: Record<string, unknown> = {
    'apply-events': applyWaitingEvents(applying),
    'sweep-events': sweepEvents(inbox),
    'settle-operation': (job: Parameters<typeof operations.resume>[0]) => operations.resume(job),
    'send-notice': sendNotice({ sites, signInStore, notices, noticeFacts, tokens, mail, baseUrl }),
    'warn-of-expiring-cards': () => notices.expiringCards(),
  };

  return {
    ...{ gateways, cards, cardsKept, cardsDesk, oneCard, paying, payLinks, credit },
    receive: receiveEvents({ inbox, secrets }),
    tasks: tasks as TaskList,
  };
}

/** An address that a provider may send somebody back to: a page of the site, or of this server. */
async function isPageOfSite(
  sites: SitesStore,
  baseUrl: string,
  { siteId, url }: { siteId: string; url: string },
): Promise<boolean> {
  const { centerAddress } = (await sites.get(siteId)).settings;
  const { origin } = new URL(url);
  const own = centerAddress === null ? [baseUrl] : [baseUrl, new URL(centerAddress).origin];
  return own.includes(origin) || (await sites.origins(siteId)).includes(origin);
}
