import { notFound } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import type { Mount } from '../../http/mount.ts';
import { programsContract } from './programs.contract.ts';
import { programList, type ProgramsStore } from './programs.store.ts';

export const programsRoutes = (mount: Mount, programs: ProgramsStore, limiter: Limiter) =>
  mount(programsContract, {
    'GET /programs': programList,
    'POST /programs/:programId/ask': async ({ site, customer, params, body }) => {
      await limiter.count({ questionByCustomer: `${site.id}:${customer.id}` });
      const question = { siteId: site.id, customerId: customer.id, programId: params.programId, message: body.message };
      if (!(await programs.ask(question))) throw notFound();
      return { done: true as const };
    },
  });
