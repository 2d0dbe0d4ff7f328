import type { SecretBox } from '../../secret-box.ts';
import { openEvent } from '../stripe/events.ts';
import type { InboxStore } from './inbox.store.ts';

/** How a delivery was answered: `off` while nobody could tell a real event from a forged one. */
export type Receipt = 'taken' | 'ignored' | 'forged' | 'off';

interface Delivery {
  /** As it came. */
  body: Uint8Array;
  signature: string | undefined;
}

interface Receiver {
  isLive: boolean;
  accountId: string;
  secrets: string[];
  readAt: number;
}

/** So long a process believes what it knows of a site; an unknown signature makes it look again, at most once a second. */
const trustMillis = 10_000;
const lookAgainMillis = 1000;
/** Of many events that come together, only the first and the last of so many milliseconds ask for a job. */
const gatherMillis = 250;

/**
 * Verifies the provider's events and stores what each is about; a job reads that and applies it. An event is answered once
 * it is stored, so acknowledging costs one statement.
 */
export function receiveEvents({ inbox, secrets }: { inbox: InboxStore; secrets: SecretBox }) {
  const receivers = new Map<string, Receiver | undefined>();
  // Sites whose job was asked for moments ago; true: more came since.
  const gathering = new Map<string, boolean>();

  async function look(siteId: string): Promise<Receiver | undefined> {
    const found = await inbox.findReceiver(siteId);
    const opened = await Promise.all(
      (found?.encrypted ?? []).map((sealed) => secrets.open(sealed, { siteId, kind: 'webhook_secret' })),
    );
    const receiver = found && { ...found, secrets: opened, readAt: Date.now() };
    // Addresses of sites that do not exist must not fill the memory.
    if (receiver) receivers.set(siteId, receiver);
    else receivers.delete(siteId);
    return receiver;
  }

  async function find(siteId: string, mostAge: number): Promise<Receiver | undefined> {
    const known = receivers.get(siteId);
    return known && Date.now() - known.readAt < mostAge ? known : look(siteId);
  }

  async function add(siteId: string, event: Parameters<InboxStore['add']>[1]): Promise<void> {
    const isFirst = !gathering.has(siteId);
    gathering.set(siteId, !isFirst);
    if (isFirst) setTimeout(() => void ask(siteId), gatherMillis).unref();
    await inbox.add(siteId, event, isFirst);
  }

  async function ask(siteId: string): Promise<void> {
    const hasMore = gathering.get(siteId);
    gathering.delete(siteId);
    // What is not asked for now is found by the sweep of the next minute.
    if (hasMore) await inbox.hurry(siteId).catch(() => undefined);
  }

  /** With the secrets as they are by now, which another process may have replaced. */
  async function openAnew(siteId: string, { readAt }: Receiver, delivery: Delivery) {
    if (Date.now() - readAt < lookAgainMillis) return undefined;
    const receiver = await look(siteId);
    return receiver && openEvent({ ...delivery, secrets: receiver.secrets });
  }

  return async (siteId: string, delivery: Delivery): Promise<Receipt> => {
    const receiver = await find(siteId, trustMillis);
    if (!receiver || receiver.secrets.length === 0) return 'off';
    const opened = openEvent({ ...delivery, secrets: receiver.secrets });
    const event = opened ?? (await openAnew(siteId, receiver, delivery));
    if (!event) return 'forged';
    const { isLive, accountId } = receivers.get(siteId) ?? receiver;
    const isOurs = event.isLive === isLive && (event.accountId === null || event.accountId === accountId);
    if (!isOurs || !event.isKnown) return 'ignored';
    await add(siteId, event);
    return 'taken';
  };
}
