/**
 * Who may see what. One pure function for whoever enforces it (the API, the element, the vendor's server, landing) and
 * for whoever explains it: facts in, the decision and the checks it came from out.
 */

export type Rule = 'everyone' | 'signed_in' | 'any' | 'all';

export interface PageFacts {
  id: string;
  address: string;
  externalId: string | null;
  title: string;
  rule: Rule;
  levelIds: string[];
  refusal: 'sign_in' | 'programs' | 'page';
  refusalPageId: string | null;
  menu: 'always' | 'allowed';
  goneAt: string | null;
}

export interface CourseFacts {
  id: string;
  title: string;
  /** Without a slash at the end. */
  address: string;
  /** Levels that open it. */
  levelIds: string[];
  enrollment: { enrolledAt: string; revokedAt: string | null } | null;
}

export interface GrantFacts {
  id: string;
  levelId: string;
  sinceAt: string;
  untilAt: string | null;
  endedAt: string | null;
  source: string;
}

export interface LevelFacts {
  id: string;
  slug: string;
  name: string;
  programId: string;
  program: string;
  /** A product, a registration or a grant that somebody holds gives it; absent where nobody has looked. */
  isGranted?: boolean;
}

export interface Facts {
  now: string;
  customer: { id: string; blockedAt: string | null } | null;
  pages: PageFacts[];
  courses: CourseFacts[];
  grants: GrantFacts[];
  levels: LevelFacts[];
}

/** A page by its normal addresses, the best first, and what the vendor calls it; or levels by slug or name. */
export type Question =
  | { kind: 'page'; addresses: string[]; externalId?: string | undefined }
  | { kind: 'levels'; names: string[]; match: 'any' | 'all' };

export const reasons = {
  allowed: ['unguarded', 'everyone', 'signed_in', 'enrolled', 'level_held'],
  refused: ['signed_out', 'blocked', 'level_missing', 'not_open_yet', 'ended', 'revoked', 'level_unknown'],
} as const;
export type Reason = (typeof reasons.allowed)[number] | (typeof reasons.refused)[number];

export interface Decision {
  isAllowed: boolean;
  reason: Reason;
  /** Of `ended` and `revoked` when it was, of `not_open_yet` when it will be. */
  at: string | null;
}

export interface Check {
  /** In English, for those who help. */
  says: string;
  isFine: boolean;
  /** What decided. */
  record: { kind: 'page' | 'customer' | 'level' | 'grant' | 'course'; id: string } | null;
  at: string | null;
}

export interface Verdict {
  decision: Decision;
  trace: Check[];
  /** The page that was found, if any. */
  page: PageFacts | undefined;
  /** Levels that open what was asked for: of its page, and of the courses that stand there. */
  levelIds: string[];
}

type LevelState =
  | { state: 'held'; grant: GrantFacts }
  | { state: 'not_open_yet' | 'ended'; grant: GrantFacts; at: string }
  | { state: 'missing' };

export function decide(facts: Facts, question: Question): Verdict {
  const trace: Check[] = [];
  const note: Note = (isFine, says, record = null, at = null) => void trace.push({ says, isFine, record, at });
  const found = question.kind === 'levels' ? decideLevels(facts, question, note) : decidePage(facts, question, note);
  return { ...found, trace };
}

type Found = Omit<Verdict, 'trace'>;

function decideLevels(facts: Facts, { names, match }: Question & { kind: 'levels' }, note: Note): Found {
  const judge = levelJudge(facts, note);
  const groups = names.map((name) => ({ name, levels: findLevels(facts.levels, name) }));
  const levelIds = groups.flatMap(({ levels }) => levels.map(({ id }) => id));
  const finish = (decision: Decision): Found => ({ decision, page: undefined, levelIds });
  const stop = refuseNobody(facts, note);
  if (stop) return finish(stop);
  for (const { name, levels } of groups) {
    if (levels.length === 0) note(false, `No level is called “${name}”, so nobody holds it.`);
  }
  const states = groups.map(({ levels }) => best(levels.map(({ id }) => judge(id))));
  const decision = weigh(states, match);
  const isUnknown = !decision.isAllowed && groups.every(({ levels }) => levels.length === 0);
  return finish(isUnknown ? { ...decision, reason: 'level_unknown' } : decision);
}

function decidePage(facts: Facts, question: Question & { kind: 'page' }, note: Note): Found {
  const page = findPage(facts.pages, question);
  const courses = coursesAt(facts.courses, page, question);
  const levelIds = [...new Set([...(page?.levelIds ?? []), ...courses.flatMap((course) => course.levelIds)])];
  const finish = (decision: Decision): Found => ({ decision, page, levelIds });
  if (!page) {
    note(true, 'The center does not know this page, so it keeps nobody from it.');
    return finish(allowed('unguarded'));
  }
  const record = { kind: 'page', id: page.id } as const;
  note(true, `The page “${titleOf(page)}” is open to ${ruleInWords[page.rule]}.`, record);
  if (page.rule === 'everyone') return finish(allowed('everyone'));
  const stop = refuseNobody(facts, note);
  if (stop) return finish(stop);
  if (page.rule === 'signed_in') return finish(allowed('signed_in'));

  const judge = levelJudge(facts, note);
  const { opened, revokedAt } = askCourses(courses, judge, note);
  if (opened) return finish(allowed(opened));
  if (page.levelIds.length === 0) note(false, 'The page names no level that would open it.', record);
  const decision = weigh(page.levelIds.map(judge), page.rule);
  if (decision.reason === 'level_missing' && revokedAt !== null) {
    return finish({ isAllowed: false, reason: 'revoked', at: revokedAt });
  }
  return finish(decision);
}

/** Does one of the courses on a page let the customer in, and why? Else when an enrollment was revoked, if one was. */
function askCourses(
  courses: CourseFacts[],
  judge: (levelId: string) => LevelState,
  note: Note,
): { opened?: Reason; revokedAt: string | null } {
  let revokedAt: string | null = null;
  for (const { id, title, enrollment, levelIds } of courses) {
    const about = { kind: 'course', id } as const;
    if (enrollment?.revokedAt) {
      note(false, `The enrollment in “${title}” was revoked.`, about, enrollment.revokedAt);
      revokedAt = enrollment.revokedAt;
    } else if (enrollment) {
      note(true, `Enrolled in “${title}”, which stands on this page.`, about, enrollment.enrolledAt);
      return { opened: 'enrolled', revokedAt };
    } else if (weigh(levelIds.map(judge), 'any').isAllowed) {
      note(true, `That level opens “${title}”, which stands on this page.`, about);
      return { opened: 'level_held', revokedAt };
    }
  }
  return { revokedAt };
}

export const titleOf = ({ title, address }: Pick<PageFacts, 'title' | 'address'>): string => title || address;

const ruleInWords: Record<Rule, string> = {
  everyone: 'everyone',
  signed_in: 'whoever is signed in',
  any: 'whoever holds one of its levels',
  all: 'whoever holds all of its levels',
};

const allowed = (reason: Reason): Decision => ({ isAllowed: true, reason, at: null });

/** The page itself goes before one that is the same but for its query. */
function findPage(pages: PageFacts[], { addresses, externalId }: Question & { kind: 'page' }): PageFacts | undefined {
  const named = externalId === undefined ? undefined : pages.find((page) => page.externalId === externalId);
  const found = addresses.map((address) => pages.find((page) => page.address === address));
  return named ?? found.find((page) => page !== undefined);
}

function coursesAt(courses: CourseFacts[], page: PageFacts | undefined, question: Question & { kind: 'page' }) {
  const places = (page ? [page.address] : question.addresses).map((address) => address.replace(/\/$/, ''));
  return courses.filter(({ address }) => places.includes(address));
}

const fold = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** By slug, else by name: a slug stays whose it is when somebody else takes it as a name. */
export function findLevels<Level extends { slug: string; name: string }>(levels: Level[], name: string): Level[] {
  const bySlug = levels.filter(({ slug }) => fold(slug) === fold(name));
  return bySlug.length > 0 ? bySlug : levels.filter((level) => fold(level.name) === fold(name));
}

type Note = (isFine: boolean, says: string, record?: Check['record'], at?: string | null) => void;

function refuseNobody({ customer }: Facts, note: Note): Decision | undefined {
  if (!customer) {
    note(false, 'Nobody is signed in.');
    return { isAllowed: false, reason: 'signed_out', at: null };
  }
  if (customer.blockedAt !== null) {
    note(false, 'The customer is blocked.', { kind: 'customer', id: customer.id }, customer.blockedAt);
    return { isAllowed: false, reason: 'blocked', at: null };
  }
  note(true, 'Once signed in, the customer is known and not blocked.', { kind: 'customer', id: customer.id });
  return undefined;
}

/** What a customer's grants say of one level; of several the one that opens most. */
function levelJudge({ now, grants, levels }: Facts, note: Note) {
  const time = (instant: string) => Date.parse(instant);
  const endOf = ({ untilAt, endedAt }: GrantFacts): string | null =>
    [untilAt, endedAt].filter((at) => at !== null).sort((one, other) => time(one) - time(other))[0] ?? null;
  return (levelId: string): LevelState => {
    const level = levels.find(({ id }) => id === levelId);
    const name = level ? `“${level.name}” (${level.program})` : levelId;
    const own = grants.filter((grant) => grant.levelId === levelId);
    const open = own.filter((grant) => endOf(grant) === null || time(endOf(grant)!) > time(now));
    const held = open.find(({ sinceAt }) => time(sinceAt) <= time(now));
    const record = (grant: GrantFacts) => ({ kind: 'grant', id: grant.id }) as const;
    if (held) {
      note(true, `Holds ${name}, by ${held.source}.`, record(held), held.sinceAt);
      return { state: 'held', grant: held };
    }
    const [next] = open.sort((one, other) => time(one.sinceAt) - time(other.sinceAt));
    if (next) {
      note(false, `Holds ${name} from a later day on.`, record(next), next.sinceAt);
      return { state: 'not_open_yet', grant: next, at: next.sinceAt };
    }
    const [last] = own.sort((one, other) => time(endOf(other)!) - time(endOf(one)!));
    if (last) {
      const at = endOf(last)!;
      note(false, `Held ${name}; that has ended.`, record(last), at);
      return { state: 'ended', grant: last, at };
    }
    const about = { kind: 'level', id: levelId } as const;
    if (level?.isGranted === false) note(false, `Nothing that is sold and no registration gives ${name}.`, about);
    note(false, `Was never granted ${name}.`, about);
    return { state: 'missing' };
  };
}

const order = ['held', 'not_open_yet', 'ended', 'missing'] as const;
const byHope = (one: LevelState, other: LevelState) => order.indexOf(one.state) - order.indexOf(other.state);
const best = (states: LevelState[]): LevelState => [...states].sort(byHope)[0] ?? { state: 'missing' };

/** Of any the one that helps most counts, of all the one that is furthest away; of none nobody gets in. */
function weigh(states: LevelState[], match: 'any' | 'all'): Decision {
  const sorted = [...states].sort(byHope);
  const counts = (match === 'any' ? sorted[0] : sorted.at(-1)) ?? { state: 'missing' };
  if (counts.state === 'held') return allowed('level_held');
  if (counts.state === 'missing') return { isAllowed: false, reason: 'level_missing', at: null };
  return { isAllowed: false, reason: counts.state, at: counts.at };
}
