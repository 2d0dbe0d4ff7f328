import type { StaffMount } from '../../http/calls.ts';
import { invalid, notFound } from '../../http/errors.ts';
import { grantsAdminContract } from './grants.admin.contract.ts';
import type { GrantKey, GrantsAdminStore } from './grants.admin.store.ts';

export function grantsAdminRoutes(mount: StaffMount, store: GrantsAdminStore): void {
  const check = async (siteId: string, customerId: string): Promise<void> => {
    if (!(await store.hasCustomer(siteId, customerId))) throw notFound();
  };
  const get = async (key: GrantKey) => {
    const grant = await store.find(key);
    if (!grant) throw notFound();
    return grant;
  };

  mount(grantsAdminContract, {
    'GET /admin/customers/:customerId/grants': async ({ site, params: { customerId } }) => {
      await check(site.id, customerId);
      return { grants: await store.list(site.id, customerId) };
    },
    'POST /admin/customers/:customerId/grants': async ({ site, staff, params: { customerId }, body }) => {
      await check(site.id, customerId);
      const { levelId, untilAt = null, note } = body;
      if (!(await store.hasLevel(site.id, levelId))) throw invalid('levelId', 'is no level of this site');
      refusePast(untilAt);
      const given = { siteId: site.id, customerId, levelId, untilAt, note: note || null, staffId: staff.id };
      return { id: await store.add(given) };
    },
    'PATCH /admin/customers/:customerId/grants/:grantId': async ({ site, staff, params, body: { untilAt } }) => {
      const { customerId, grantId } = params;
      const key = { siteId: site.id, customerId, grantId };
      const { levelId, sourceKind, hasEnded } = await get(key);
      refusePast(untilAt);
      // What a purchase or a rule gives is theirs to end; what was ended is history.
      if (sourceKind === 'purchase' || sourceKind === 'rule' || hasEnded) {
        const given = { siteId: site.id, customerId, levelId, untilAt, note: null, staffId: staff.id };
        return { id: await store.add(given), isNew: true };
      }
      await store.extend(key, untilAt);
      return { id: grantId, isNew: false };
    },
    'POST /admin/customers/:customerId/grants/:grantId/end': async ({ site, params, body }) => {
      const key = { siteId: site.id, customerId: params.customerId, grantId: params.grantId };
      const { hasEnded } = await get(key);
      if (!hasEnded) await store.end(key, body.note || null);
      return { done: true as const };
    },
  });
}

function refusePast(untilAt: string | null): void {
  if (untilAt !== null && Date.parse(untilAt) <= Date.now()) throw invalid('untilAt', 'must be in the future');
}
