/** The payment provider's part of what `app.ts` puts together: its events, cards, paying, and the emails about them. */
import type { TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openDatabase, type Database } from './database.ts';
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
import { sendPayLink } from './features/pay-links/pay-links.tasks.ts';
import { cardsService } from './features/payment-methods/cards.service.ts';
import { cardsStore } from './features/payment-methods/cards.store.ts';
import { oneCardService } from './features/payment-methods/one-card.admin.service.ts';
import { cardsAdminStore } from './features/payment-methods/payment-methods.admin.store.ts';
import { connectService } from './features/provider/connect.service.ts';
import { providerDesk } from './features/provider/provider.admin.service.ts';
import { providerDeskStore } from './features/provider/provider.admin.store.ts';
import {
  importFromProvider,
  reconcileAll,
  reconcileProvider,
  type Patiently,
} from './features/provider/provider.tasks.ts';
import type { SignInStore } from './features/sign-in/sign-in.store.ts';
import type { SitesStore } from './features/sites/sites.store.ts';
import { connectionsStore } from './gateway/connections.store.ts';
import { applyWaitingEvents, sweepEvents } from './gateway/events/events.tasks.ts';
import { inboundOf } from './gateway/events/inbound.ts';
import { receiveEvents } from './gateway/events/receive.service.ts';
import { gatewaysOf } from './gateway/gateways.ts';
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
  const { stripeUrl } = config;
  const connections = connectionsStore(db);
  const gateways = gatewaysOf({ connections, secrets, stripeUrl });
  const onKept = noticesOnKept;
  const { inbox, keeping, applying } = inboundOf({ pool, db, gateways, logger, onKept });
  const connecting = connectService({ db, connections, secrets, stripeUrl, baseUrl });
  const patiently: Patiently = async (work) => {
    const patient = openDatabase({ url: config.databaseUrl, connections: 4, logger, statementMillis: 60_000 });
    const inbound = inboundOf({ pool: patient.pool, db: patient.db, gateways, logger, onKept });
    await work({ db: patient.db, inbound }).finally(() => patient.close());
  };

  const operations = operationsService({ db, keeping });
  const cardsKept = cardsStore(db);
  const invoices = payingStore(db);
  const cards = cardsService({
    ...{ gateways, keeping, operations, limiter, store: cardsKept },
    isPageOfSite: (siteId, url) => isPageOfSite(sites, baseUrl, { siteId, url }),
  });
  const paying = payingService({ gateways, keeping, operations, limiter, cards: cardsKept, store: invoices });
  const tokens = payLinkTokens(config.secretsKeys);
  const linked = payLinksStore(db);
  const payLinks = payLinksService({ tokens, invoices, gateways, paying, limiter, store: linked });
  const cardsDesk = cardsAdminStore(db);
  const oneCard = oneCardService({ gateways, operations, invoices, store: cardsDesk, cards: cardsKept });
  const credit = creditService({ gateways, invoices, operations, findMemo: findMemo(db) });

  const notices = noticesStore(db);
  const noticeFacts = noticeFactsStore(db);
  const tasks: Record<string, unknown> = {
    'apply-events': applyWaitingEvents(applying),
    'sweep-events': sweepEvents(inbox),
    'import-from-provider': importFromProvider({ gateways, patiently }),
    'reconcile-provider': reconcileProvider({ connections, patiently }),
    'reconcile-all': reconcileAll({ connections, db }),
    'settle-operation': (job: Parameters<typeof operations.resume>[0]) => operations.resume(job),
    'sweep-operations': () => operations.sweep(),
    'send-notice': sendNotice({ sites, signInStore, notices, noticeFacts, tokens, mail, baseUrl }),
    'send-pay-link': sendPayLink({ store: linked, sites, signInStore, tokens, mail, baseUrl }),
    'warn-of-expiring-cards': () => notices.expiringCards(),
  };

  return {
    providerDesk: providerDesk({ store: providerDeskStore(db), gateways, inbox, baseUrl, stripeUrl }),
    ...{ connecting, gateways, cards, cardsKept, cardsDesk, oneCard, paying, payLinks, credit },
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
  const { origin, protocol } = new URL(url);
  // Others can have the origin of a page, as blob: has.
  if (!/^https?:$/.test(protocol)) return false;
  const own = centerAddress === null ? [baseUrl] : [baseUrl, new URL(centerAddress).origin];
  return own.includes(origin) || (await sites.origins(siteId)).includes(origin);
}
