import type { StaffMount } from '../../http/calls.ts';
import { notFound } from '../../http/errors.ts';
import type { ProductsAdminStore } from './products.admin.store.ts';
import type { ProgramDetails } from './program-detail.admin.store.ts';
import { programsAdminContract } from './programs.admin.contract.ts';
import type { ProgramsAdminService } from './programs.admin.service.ts';

interface Dependencies {
  programs: ProgramsAdminService;
  details: ProgramDetails;
  products: ProductsAdminStore;
}

type Key = { site: { id: string }; params: { programId: string } };
const keyOf = ({ site, params }: Key) => ({ siteId: site.id, programId: params.programId });
const levelKeyOf = ({ site, params }: Key & { params: { levelId: string } }) => ({
  ...keyOf({ site, params }),
  levelId: params.levelId,
});

export const programsAdminRoutes = (mount: StaffMount, { programs, details, products }: Dependencies) =>
  mount(programsAdminContract, {
    'GET /admin/programs': async ({ site }) => ({ programs: await details.list(site.id) }),
    'POST /admin/programs': ({ site, body }) => programs.add(site.id, body),
    'GET /admin/programs/:programId': async (call) => {
      const program = await details.find(keyOf(call));
      if (!program) throw notFound();
      return program;
    },
    'PATCH /admin/programs/:programId': (call) => programs.change(keyOf(call), call.body, call.site.settings),
    'DELETE /admin/programs/:programId': (call) => programs.remove(keyOf(call)),
    'PUT /admin/programs/:programId/cancel-reasons': (call) => programs.setReasons(keyOf(call), call.body.reasons),
    'PUT /admin/programs/:programId/prices': (call) => programs.setPrices(keyOf(call), call.body.priceIds),
    'POST /admin/programs/:programId/levels': (call) => programs.addLevel(keyOf(call), call.body.name),
    'PUT /admin/programs/:programId/level-order': (call) => programs.orderLevels(keyOf(call), call.body.levelIds),
    'PATCH /admin/programs/:programId/levels/:levelId': (call) => programs.changeLevel(levelKeyOf(call), call.body),
    'DELETE /admin/programs/:programId/levels/:levelId': (call) => programs.removeLevel(levelKeyOf(call)),
    'POST /admin/programs/:programId/rules': (call) => programs.addRule(keyOf(call), call.body),
    'DELETE /admin/programs/:programId/rules/:ruleId': (call) => programs.removeRule(keyOf(call), call.params.ruleId),
    'GET /admin/products': ({ site, query }) => products.list(site.id, query),
    'PUT /admin/products/:productId/grants': ({ site, params, body }) =>
      programs.setProductGrants(site, params.productId, body),
  });
