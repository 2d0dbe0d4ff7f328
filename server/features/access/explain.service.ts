/** Why can't they? One person, perhaps one page: the answer, the checks it comes from, and what mends it. */
import { AppError } from '../../http/errors.ts';
import { id } from '../../http/values.ts';
import type { SiteSettings } from '../settings/settings.ts';
import { normaliseEmail } from '../sign-in/email-address.ts';
import type { CauseName, Explanation, ExplainCheck, Remedy } from './access.admin.contract.ts';
import type { AccessFacts, AccessStore } from './access.store.ts';
import { addressesOf, normalAddress, parseAddress } from './address.ts';
import { decide, titleOf, type Verdict } from './decide.ts';
import type { ExplainStore, Person, SignInEvent } from './explain.store.ts';
import { sentenceOf, when } from './explain-words.ts';
import { isOpen } from './questions.ts';
import { remediesOf } from './remedies.ts';
import type { SiteReport, SiteReports } from './site-reports.store.ts';
import type { SupportCode, SupportCodes } from './support-codes.store.ts';

interface Dependencies {
  store: ExplainStore;
  accessStore: AccessStore;
  codes: SupportCodes;
  reports: SiteReports;
}

interface Site {
  id: string;
  settings: SiteSettings;
}

export interface ExplainQuestion {
  /** Email or username, or the customer's id. */
  login?: string | undefined;
  /** Of a refusal. */
  code?: string | undefined;
  /** Address of a page. */
  page?: string | undefined;
}

/** What is found out, until it is said. */
interface Finding {
  cause: CauseName;
  at?: Date | string | null;
  detail?: string | null | undefined;
  remedies: Partial<Remedy>;
  /** It is about the page where everybody lands. */
  isHome?: boolean;
}

/** What came of looking at a page, or at what levels open. */
interface Seen {
  finding: Finding;
  about?: NonNullable<Explanation['page']>;
  /** In words, where it is no page. */
  it?: string;
}

const isId = (text: string): boolean => id.safeParse(text).success;

const iso = (at: Date | string | null | undefined): string | null => (at ? new Date(at).toISOString() : null);

export type ExplainService = ReturnType<typeof explainService>;

export function explainService({ store, accessStore, codes, reports }: Dependencies) {
  async function explain(site: Site, question: ExplainQuestion): Promise<Explanation> {
    const code = question.code === undefined ? undefined : await codes.find(site.id, question.code);
    if (question.code !== undefined && !code) throw new AppError('not_found', 404);
    const typed = (question.login ?? code?.login ?? '').trim().toLowerCase();
    const login = typed.includes('@') ? (normaliseEmail(typed) ?? typed) : typed;
    const customerId = code?.customer_id ?? (isId(login) ? login : undefined);
    const person =
      customerId === undefined ? await store.findPerson(site.id, login) : await store.getPerson(site.id, customerId);
    const checks: ExplainCheck[] = [];
    const who = person ? person.name || person.email || person.username || 'The customer' : login || 'Somebody';
    const page = question.page ?? code?.page_address ?? undefined;
    const tell = (found: Finding, about?: Seen['about'], it = about && `“${about.title}”`): Explanation => ({
      cause: found.cause,
      answer: sentenceOf(found.cause, { who, it, at: found.at ?? null, detail: found.detail }),
      checks,
      remedies: remediesOf(
        found.cause,
        { ...found.remedies, ...(person && { customerId: person.id }) },
        found.isHome ?? false,
      ),
      customer: person ? { id: person.id, name: person.name, email: person.email } : null,
      page: about ?? null,
    });

    if (!person && code && login === '') {
      const event = code.auth_event_id === null ? undefined : await store.eventById(site.id, code.auth_event_id);
      checks.push({ says: 'It is not known who it was.', isFine: true, record: null, at: iso(code.at) });
      return tell(event ? await whyFailed(site.id, event) : { cause: 'nothing_refused', remedies: {} });
    }
    if (!person) {
      checks.push({ says: `Nobody has the address or username ${login}.`, isFine: false, record: null, at: null });
      const site_ = await ofTheSite(site.id, null, checks);
      return tell(site_ && code ? site_ : { cause: 'customer_unknown', remedies: {} });
    }
    const signingIn = await signIn(
      site.id,
      { person, login: person.email ?? login, eventId: code?.auth_event_id },
      checks,
    );
    const isOfAccess = page !== undefined || code?.refused === 'levels';
    if (signingIn.finding && !(isOfAccess && signingIn.isPassing)) return tell(signingIn.finding);
    const seen = await see(site, { person, page, code, since: signingIn.signedInAt }, checks);
    const explained = tell(seen.finding, seen.about, seen.it);
    if (!signingIn.signedInAt) return explained;
    const before = `${who} signed in on ${when(signingIn.signedInAt)}`;
    const answer =
      explained.cause === 'nothing_refused'
        ? `${before}, and nothing was refused.`
        : `${before}, then: ${explained.answer}`;
    return { ...explained, answer };
  }

  interface SignInQuestion {
    person: Person;
    login: string;
    /** Of a support code: exactly this one. */
    eventId: string | null | undefined;
  }

  /** `finding`: why they can't sign in. `isPassing`: they may have been signed in all the same. */
  async function signIn(siteId: string, { person, login, eventId }: SignInQuestion, checks: ExplainCheck[]) {
    const customer = { kind: 'customer', id: person.id } as const;
    const note = (says: string, isFine: boolean, more: Partial<ExplainCheck> = {}) =>
      void checks.push({ says, isFine, record: null, at: null, ...more });
    note('There is a customer.', true, { record: customer });
    if (person.blockedAt) {
      note('The customer is blocked.', false, { record: customer, at: iso(person.blockedAt) });
      return { finding: { cause: 'customer_blocked', at: person.blockedAt, remedies: {} } satisfies Finding };
    }
    note('The customer is not blocked.', true, { record: customer });
    const twin = await store.findTwin(siteId, person);
    if (twin) {
      const detail = twin.name || twin.email || 'a customer without an address';
      note('Another customer has purchases under the same address.', false, {
        record: { kind: 'customer', id: twin.id },
      });
      return { finding: { cause: 'two_customers', detail, remedies: { otherCustomerId: twin.id } } satisfies Finding };
    }
    note('No other customer has purchases under this address.', true);

    const events = await store.events(siteId, login, person.id);
    const wanted = eventId ? await store.eventById(siteId, eventId) : undefined;
    const last = wanted ?? events[0];
    const signedIn = events.find(({ kind }) => kind === 'signed_in');
    for (const event of events.slice(0, 5).reverse()) {
      const isFine = event.cause === null;
      note(eventInWords(event), isFine, { record: { kind: 'auth_event', id: event.id }, at: iso(event.at) });
    }
    const ofSite = wanted ? undefined : await ofTheSite(siteId, last?.at ?? null, checks);
    if (ofSite) return { finding: ofSite, isPassing: true, signedInAt: signedIn?.at };
    if (!last) return { finding: { cause: 'never_tried', remedies: {} } satisfies Finding, isPassing: true };
    if (last.kind === 'signed_in' || last.kind === 'password_set') return { signedInAt: signedIn?.at };
    if (last.kind === 'email_asked') {
      return { finding: { cause: 'email_not_used', at: last.at, remedies: {} } satisfies Finding, isPassing: true };
    }
    return { finding: await whyFailed(siteId, last), signedInAt: signedIn?.at };
  }

  async function whyFailed(siteId: string, event: SignInEvent): Promise<Finding> {
    const cause = (event.cause ?? 'link_unknown') as CauseName;
    const found = {
      cause,
      at: event.at,
      detail: event.cause === 'cookies_refused' ? event.device : event.detail,
      remedies: {},
    };
    if (cause !== 'link_expired' || event.login === null) return found;
    // Looking at a link uses nothing up here; but whoever waits for it to open by itself comes too late.
    const link = await store.lastLink(siteId, event.login, event.at);
    return link?.isScanned ? { ...found, cause: 'link_scanned', detail: `sent ${when(link.sentAt)}` } : found;
  }

  /** What keeps everybody out, since a person was last heard of. */
  async function ofTheSite(siteId: string, since: Date | null, checks: ExplainCheck[]): Promise<Finding | undefined> {
    const isNews = (at: Date) => since === null || at > since;
    const [key] = (await reports.list(siteId, 7)).filter(({ kind }) => kind === 'old_key');
    const keyUsedAt = await store.keyUsedAt(siteId);
    if (key && isNews(key.last_at) && (keyUsedAt === null || keyUsedAt < key.last_at)) {
      checks.push(reportCheck(key, "The site's server came with a key that does not fit."));
      return { cause: 'old_key', at: key.last_at, remedies: {} };
    }
    const refused = await store.refusedOrigin(siteId);
    if (!refused || !isNews(refused.at)) return undefined;
    checks.push({
      says: `A page on ${refused.origin} tried to sign somebody in, and that origin is not allowed.`,
      isFine: false,
      record: { kind: 'origin', id: refused.origin },
      at: iso(refused.at),
    });
    return { cause: 'origin_refused', at: refused.at, detail: refused.origin, remedies: { origin: refused.origin } };
  }

  interface AccessQuestion {
    person: Person;
    /** Absent: what was refused last, else where they land. */
    page: string | undefined;
    code: SupportCode | undefined;
    since: Date | undefined;
  }

  async function see(site: Site, { person, page, code, since }: AccessQuestion, checks: ExplainCheck[]): Promise<Seen> {
    const isOfLevels = page === undefined && code?.refused === 'levels';
    const lastRefused = since && page === undefined ? await codes.findLastOfPage(site.id, person.id, since) : undefined;
    const refused = isOfLevels ? code : lastRefused;
    if (refused?.levels) return seeLevels(site.id, { person, refused }, checks);
    const { postLoginPage } = site.settings;
    const home = postLoginPage === 'center' ? undefined : normalAddress(postLoginPage);
    const asked = page ?? refused?.page_address ?? home;
    if (asked === undefined) return { finding: (await ofThePlugins(site.id, checks)) ?? fine };
    return seePage(site.id, { person, asked, home }, checks);
  }

  async function seePage(
    siteId: string,
    { person, asked, home = '' }: { person: Person; asked: string; home: string | undefined },
    checks: ExplainCheck[],
  ): Promise<Seen> {
    const addresses = addressesOf(parseAddress(asked, 'page'));
    const facts = await gather(siteId, person, { addresses });
    const verdict = decide(facts, { kind: 'page', addresses });
    const known = verdict.page;
    const isHome = addresses.includes(home);
    const about = known
      ? { id: known.id, address: known.address, title: titleOf(known) }
      : { id: null, address: asked, title: asked };
    // As landing does: nobody is sent to a page that is gone, whoever may see it.
    if (known && known.goneAt !== null) {
      const record = { kind: 'page', id: known.id } as const;
      checks.push({ says: `The page “${about.title}” is gone.`, isFine: false, record, at: iso(known.goneAt) });
      return { finding: { cause: 'page_gone', at: known.goneAt, remedies: { pageId: known.id }, isHome }, about };
    }
    checks.push(...verdict.trace);
    if (verdict.decision.isAllowed) return { finding: (await ofThePlugins(siteId, checks)) ?? fine, about };
    return { finding: whyClosed(facts, verdict, isHome), about };
  }

  /** What an element of a page asked for by the names of levels. */
  async function seeLevels(
    siteId: string,
    { person, refused }: { person: Person; refused: SupportCode },
    checks: ExplainCheck[],
  ): Promise<Seen> {
    const names = (refused.levels ?? '').split(', ');
    const match = refused.levels_match ?? 'any';
    const facts = await gather(siteId, person, { withLevels: true });
    const verdict = decide(facts, { kind: 'levels', names, match });
    checks.push(...verdict.trace);
    const quoted = names.map((name) => `“${name}”`).join(match === 'all' ? ' and ' : ' or ');
    const it = `what is for ${quoted} only`;
    if (verdict.decision.isAllowed) return { finding: (await ofThePlugins(siteId, checks)) ?? fine, it };
    return { finding: { ...whyClosed(facts, verdict, false), detail: quoted }, it };
  }

  /** With what is known of each level: does anything give it? */
  async function gather(siteId: string, { id }: Person, asked: { addresses?: string[]; withLevels?: boolean }) {
    const all = { addresses: [], externalIds: [], withLevels: false, ...asked };
    const facts = await accessStore.gather(siteId, id, all);
    const given = await store.givenLevels(
      siteId,
      facts.levels.map((level) => level.id),
    );
    for (const level of facts.levels) level.isGranted = given.includes(level.id);
    return facts;
  }

  async function ofThePlugins(siteId: string, checks: ExplainCheck[]): Promise<Finding | undefined> {
    const found = await reports.list(siteId, 7);
    for (const kind of ['other_redirect_plugin', 'plugin_outdated'] as const) {
      const report = found.find((each) => each.kind === kind);
      if (!report) continue;
      checks.push(
        reportCheck(report, kind === 'plugin_outdated' ? 'The plugin is too old.' : 'Another plugin redirects.'),
      );
      return { cause: kind, at: report.last_at, detail: report.detail, remedies: {} };
    }
    return undefined;
  }

  return { explain };
}

const fine: Finding = { cause: 'nothing_refused', remedies: {} };

function whyClosed(facts: AccessFacts, { decision, page, levelIds, trace }: Verdict, isHome: boolean): Finding {
  const { reason, at } = decision;
  // Of several levels the one that decided: granting another would open nothing.
  const decisive = (kind: 'level' | 'grant', when?: string | null) =>
    trace.find((each) => !each.isFine && each.record?.kind === kind && (when === undefined || each.at === when))
      ?.record;
  const grant = facts.grants.find(({ id }) => id === decisive('grant', at)?.id);
  const levelId = grant?.levelId ?? decisive('level')?.id ?? levelIds[0];
  const course = facts.courses.find(({ enrollment }) => enrollment?.revokedAt);
  const remedies = {
    ...(page && { pageId: page.id }),
    ...(levelId && { levelId }),
    ...(grant && { grantId: grant.id }),
    ...(course && { courseId: course.id }),
  };
  const instead = facts.pages.find(({ id }) => id === page?.refusalPageId);
  if (instead && !isOpen(facts, instead)) return { cause: 'redirect_loop', detail: titleOf(instead), remedies };
  if (isHome) return { cause: 'post_login_page_closed', at, remedies, isHome };
  const isGiven = levelIds.some((id) => facts.levels.find((level) => level.id === id)?.isGranted);
  if (reason === 'level_missing' && !isGiven) return { cause: 'level_not_given', remedies };
  return { cause: reason as CauseName, at, remedies };
}

const reportCheck = ({ kind, detail, last_at, count }: SiteReport, says: string): ExplainCheck => ({
  says: `${says}${detail ? ` ${detail}.` : ''} Reported ${count === 1 ? 'once' : `${count} times`}.`,
  isFine: false,
  record: { kind: 'report', id: kind },
  at: iso(last_at),
});

function eventInWords({ kind, cause, method, device }: SignInEvent): string {
  const by = `${method ? ` by ${method.replaceAll('_', ' ')}` : ''}${device ? `, ${device}` : ''}`;
  if (kind === 'email_asked') return `Asked for an email${device ? `, ${device}` : ''}.`;
  if (kind === 'signed_in') return `Signed in${by}.`;
  if (kind === 'password_set') return `Set a password.`;
  return `Was refused${by}: ${(cause ?? 'unknown').replaceAll('_', ' ')}.`;
}
