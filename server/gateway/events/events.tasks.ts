import type { ApplyEvents } from './apply.service.ts';
import type { InboxStore } from './inbox.store.ts';

/** Applies a site's waiting events. */
export const applyWaitingEvents =
  (events: ApplyEvents) =>
  async ({ siteId }: { siteId: string }): Promise<void> =>
    void (await events.applyWaiting(siteId));

/** Every minute: what a crash or a provider that was away has left. */
export const sweepEvents = (inbox: InboxStore) => (): Promise<void> => inbox.sweep();
