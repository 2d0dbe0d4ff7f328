/** What has to hold of programs whatever the staff does: names that exist, nothing deleted that somebody holds. */
import { AppError, invalid, notFound, stillUsed } from '../../http/errors.ts';
import { safeUrl } from '../../http/redirects.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { Warning } from '../access/access.admin.contract.ts';
import { checkLevels, checkPages } from '../access/check.service.ts';
import { refuseNewWarnings } from '../access/new-warnings.ts';
import type { ProductsTogether } from './products.admin.store.ts';
import type { ProgramChange } from './programs.admin.contract.ts';
import type { ProgramKey } from './program-detail.admin.store.ts';
import type { LevelKey, ProgramsAdminStore, programsTogether, Uses } from './programs.admin.store.ts';

const mostPrograms = 500;
const mostLevels = 100;

export type ProgramsAdminService = ReturnType<typeof programsAdminService>;

interface Dependencies {
  store: ProgramsAdminStore;
  together: ReturnType<typeof programsTogether>;
  productsTogether: ProductsTogether;
  baseUrl: string;
}

type NewRule =
  | { kind: 'tag'; levelId: string; tag: string }
  | { kind: 'after'; levelId: string; afterLevelId: string; afterDays: number };

export function programsAdminService({ store, together, productsTogether, baseUrl }: Dependencies) {
  const done = { done: true as const };

  /** Works in one transaction, alone on the programs of the site. */
  const alone = <Result>(key: ProgramKey, work: (own: ProgramsAdminStore) => Promise<Result>): Promise<Result> =>
    together(async (own) => {
      await own.lock(key.siteId);
      if (!(await own.exists(key))) throw notFound();
      return work(own);
    });

  const withLevel = <Result>(key: LevelKey, work: (own: ProgramsAdminStore) => Promise<Result>): Promise<Result> =>
    alone(key, async (own) => {
      if (!(await own.levelExists(key))) throw notFound();
      return work(own);
    });

  return {
    add: (siteId: string, { name, level }: { name: string; level?: string | undefined }) =>
      together(async (own) => {
        await own.lock(siteId);
        if ((await own.count(siteId)) >= mostPrograms) throw new AppError('too_many', 409);
        const id = await own.add(siteId, name);
        if (level !== undefined) await own.addLevel({ siteId, programId: id }, level);
        return { id };
      }),

    change: (key: ProgramKey, given: ProgramChange, settings: SiteSettings) =>
      alone(key, async (own) => {
        const change = { ...given };
        for (const field of ['offerUrl', 'signUpPage'] as const) {
          const typed = change[field];
          if (typeof typed === 'string') change[field] = readUrl(field, typed);
        }
        const { signUpLevelId, cancelField, signUpTags } = change;
        if (signUpLevelId && !(await own.levelExists({ ...key, levelId: signUpLevelId }))) {
          throw invalid('signUpLevelId', 'is no level of this program');
        }
        if (cancelField && !settings.customerFields.some((field) => field.key === cancelField)) {
          throw invalid('cancelField', 'is none of the custom fields of this site');
        }
        if (signUpTags) change.signUpTags = [...new Set(signUpTags)];
        await own.change(key, change);
        return done;
      }),

    remove: (key: ProgramKey) =>
      alone(key, async (own) => {
        const uses = await own.usesOf(key, await own.levelIds(key));
        refuseWhileUsed(
          { ...uses, landingRules: uses.landingRules + (await own.landingRulesOf(key)) },
          'a level of it',
        );
        await own.remove(key);
        return done;
      }),

    setReasons: (key: ProgramKey, reasons: Parameters<ProgramsAdminStore['setReasons']>[1]) =>
      alone(key, async (own) => {
        await own.setReasons(key, reasons);
        return done;
      }),

    setPrices: (key: ProgramKey, priceIds: string[]) =>
      alone(key, async (own) => {
        const ids = [...new Set(priceIds)];
        const found = await own.prices(key.siteId, ids);
        if (found.length < ids.length) throw invalid('priceIds', 'names a price that is not here');
        const taken = found.find(({ programId }) => programId !== null && programId !== key.programId);
        if (taken) throw invalid('priceIds', 'names a price that is in the group of another program');
        await own.setPrices(key, ids);
        return done;
      }),

    addLevel: (key: ProgramKey, name: string) =>
      alone(key, async (own) => {
        if ((await own.levelIds(key)).length >= mostLevels) throw new AppError('too_many', 409);
        return { id: await own.addLevel(key, name) };
      }),

    orderLevels: (key: ProgramKey, levelIds: string[]) =>
      alone(key, async (own) => {
        const all = await own.levelIds(key);
        const isAll = all.length === levelIds.length && new Set(levelIds).size === all.length;
        if (!isAll || !levelIds.every((id) => all.includes(id))) {
          throw invalid('levelIds', 'must name every level of this program once');
        }
        await own.orderLevels(key, levelIds);
        return done;
      }),

    changeLevel: (
      key: LevelKey,
      { name, courseIds }: { name?: string | undefined; courseIds?: string[] | undefined },
    ) =>
      withLevel(key, async (own) => {
        if (name !== undefined) await own.renameLevel(key, name);
        if (courseIds) {
          const ids = [...new Set(courseIds)];
          if (!(await own.siteHasCourses(key.siteId, ids)))
            throw invalid('courseIds', 'names a course that is not here');
          await own.setLevelCourses(key, ids);
        }
        return done;
      }),

    removeLevel: (key: LevelKey) =>
      withLevel(key, async (own) => {
        refuseWhileUsed(await own.usesOf(key, [key.levelId]), 'it');
        await own.removeLevel(key);
        return done;
      }),

    addRule: (key: ProgramKey, rule: NewRule) =>
      alone(key, async (own) => {
        const { siteId } = key;
        if (!(await own.levelExists({ ...key, levelId: rule.levelId }))) {
          throw invalid('levelId', 'is no level of this program');
        }
        if (rule.kind === 'after') {
          const { levelId, afterLevelId } = rule;
          if (!(await own.siteHasLevels(siteId, [afterLevelId])))
            throw invalid('afterLevelId', 'is no level of this site');
          if (await own.wouldWaitForItself(siteId, levelId, afterLevelId)) {
            throw invalid('afterLevelId', 'waits for this level itself, so that neither would ever open');
          }
        }
        const id = await own.addRule(siteId, rule);
        if (id === undefined) {
          throw invalid(rule.kind === 'tag' ? 'tag' : 'afterLevelId', 'has a rule for this level already');
        }
        return { id };
      }),

    removeRule: (key: ProgramKey, ruleId: string) =>
      alone(key, async (own) => {
        if (!(await own.removeRule(key, ruleId))) throw notFound();
        return done;
      }),

    /** Refused with warnings that are not accepted, as of pages that nobody could ever open. */
    async setProductGrants(
      site: { id: string; settings: SiteSettings },
      productId: string,
      { evenIf = [], ...given }: { levelIds: string[]; courseIds: string[]; evenIf?: Warning['code'][] | undefined },
    ) {
      const siteId = site.id;
      const levelIds = [...new Set(given.levelIds)];
      const courseIds = [...new Set(given.courseIds)];
      if (!(await store.siteHasLevels(siteId, levelIds))) throw invalid('levelIds', 'names a level that is not here');
      if (!(await store.siteHasCourses(siteId, courseIds)))
        throw invalid('courseIds', 'names a course that is not here');
      return productsTogether((products, checks) => {
        const look = async () => [...(await checkPages(checks, site, baseUrl)), ...(await checkLevels(checks, siteId))];
        return refuseNewWarnings(look, evenIf, async () => {
          if (!(await products.setGrants(siteId, productId, { levelIds, courseIds }))) throw notFound();
          return done;
        });
      });
    },
  };
}

function readUrl(field: string, typed: string): string {
  const url = safeUrl(typed);
  if (url === undefined) throw invalid(field, 'must be an address that begins with https://');
  return url;
}

function refuseWhileUsed({ customers, pages, landingRules, rules, signUps }: Uses, what: string): void {
  const people =
    customers > 1000 ? 'More than 1000 customers' : `${customers} ${customers === 1 ? 'customer' : 'customers'}`;
  const reasons = [
    customers > 0 && `${people} hold or held ${what}: what they see of it would be gone.`,
    pages > 0 && `${count(pages, 'page')} ${pages === 1 ? 'asks' : 'ask'} for ${what}. Change who may see them first.`,
    landingRules > 0 &&
      `${count(landingRules, 'rule')} of the post-login page ${landingRules === 1 ? 'names' : 'name'} ${what}.`,
    rules > 0 && `${count(rules, 'rule')} of other levels ${rules === 1 ? 'waits' : 'wait'} for ${what}.`,
    signUps > 0 && `${count(signUps, 'other program')} ${signUps === 1 ? 'gives' : 'give'} ${what} to who registers.`,
  ].filter((reason) => reason !== false);
  if (reasons.length > 0) throw stillUsed(...reasons);
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
