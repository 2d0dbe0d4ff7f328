import { AppError } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import { safeUrl } from '../../http/redirects.ts';
import { hashOf } from '../../http/transport.ts';
import type { Language } from '../../http/values.ts';
import type { AuthEvents, Cause } from './auth-events.store.ts';
import { parseEmail } from './email-address.ts';
import type { LandingService } from './landing.service.ts';
import { hashPassword, isHashOutdated, verifyPassword } from './passwords.ts';
import type { Registration, RegistrationStore } from './registration.store.ts';
import type { Landing } from './sign-in.contract.ts';
import { findByCode, triesLeftOf } from './code-tries.ts';
import type { EmailedLinks } from './emailed-links.ts';
import type { Caller, SignInFacts } from './sign-in-facts.ts';
import type { Attempt, SignInCustomer, SignInStore } from './sign-in.store.ts';

interface Dependencies {
  store: SignInStore;
  registrations: RegistrationStore;
  events: AuthEvents;
  limiter: Limiter;
  /** The server's own pages, where a customer may always be sent. */
  baseUrl: string;
  facts: SignInFacts;
  links: EmailedLinks;
  landings: LandingService;
}

export interface SignedIn {
  customer: SignInCustomer;
  method: 'link' | 'code' | 'password';
  landing: Landing;
}

export interface AskedRegistration {
  email: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  /** Slug of the program. One that is unknown or closed gives nothing: the site's own registration goes on. */
  program?: string | undefined;
  wantedPage?: string | undefined;
  language?: Language | undefined;
}

interface AskedEmail {
  wantedPage?: string | undefined;
  registration?: Registration;
  language?: Language | undefined;
}

export type SignInService = ReturnType<typeof signInService>;

export function signInService(dependencies: Dependencies) {
  const { store, registrations, events, limiter, baseUrl, facts, links, landings } = dependencies;
  const { fail, count, requireMethod } = facts;
  const { openLink, failUsed, findReceiver } = links;
  const originsOf = async (siteId: string) => [baseUrl, ...(await store.originsOf(siteId))];

  /**
   * Uses an attempt up and gives whom it signs in. The customer is read before, so that revoking sessions meanwhile, and
   * with them this sign-in, is noticed when the session starts.
   */
  async function useAttempt(caller: Caller, attempt: Attempt, method: 'link' | 'code'): Promise<SignedIn | undefined> {
    if (attempt.registration) return register(caller, attempt, attempt.registration, method);
    const { site } = caller;
    const customer = await findReceiver(site.id, attempt);
    if (!customer || !(await store.use(site.id, attempt.id))) return undefined;
    return admit(caller, customer, method, { wantedPage: attempt.wanted_page });
  }

  /** The address is proved, so there is a customer from now on; one that was blocked is refused before anything changes. */
  async function register(
    caller: Caller,
    attempt: Attempt,
    registration: Registration,
    method: 'link' | 'code',
  ): Promise<SignedIn | undefined> {
    const { site } = caller;
    const known = await store.findCustomerByEmail(site.id, attempt.email);
    if (!(await store.use(site.id, attempt.id))) return undefined;
    if (known?.blocked_at) return admit(caller, known, method, { wantedPage: null });
    const { page: programPage } = await registrations.register(site.id, attempt.email, registration);
    await store.closeRegistrations(site.id, attempt.email);
    const customer = known ?? (await store.findCustomerByEmail(site.id, attempt.email));
    return customer && admit(caller, customer, method, { wantedPage: attempt.wanted_page, programPage });
  }

  /**
   * Whom a proof signs in and where they land. An emailed proof closes the others; a password does not, or whoever has an
   * old one could put an end to each email that would replace it.
   */
  async function admit(
    caller: Caller,
    customer: SignInCustomer,
    method: SignedIn['method'],
    pages: Parameters<LandingService['land']>[1],
  ): Promise<SignedIn> {
    const { site } = caller;
    if (customer.blocked_at) {
      const facts = { customerId: customer.id, method };
      return fail(caller, new AppError('link_unknown', 401), 'customer_blocked', facts);
    }
    if (method !== 'password') await store.closeOpen(site.id, customer.id);
    return { customer, method, landing: await landings.land({ site, customerId: customer.id }, pages) };
  }

  /**
   * Asks for an email. The same statements, the same answer and the same job for every address: only the job finds out
   * whether somebody has it.
   */
  async function askForEmail(
    caller: Caller & { binding: string },
    purpose: 'sign_in' | 'new_password',
    typed: string,
    { wantedPage, registration, language }: AskedEmail = {},
  ): Promise<void> {
    const { site, client, binding } = caller;
    const email = parseEmail(typed);
    await count(
      caller,
      { emailByNetwork: `${site.id}:${client.network}`, emailByAddress: `${site.id}:${email}`, emailBySite: site.id },
      { login: email, method: purpose },
    );
    await requireMethod(caller, purpose === 'sign_in' ? 'email' : 'password', email);
    await events.record({ siteId: site.id, kind: 'email_asked', method: purpose, login: email, client });
    const wanted = wantedPage === undefined ? undefined : safeUrl(wantedPage, await originsOf(site.id));
    await store.ask({
      site_id: site.id,
      purpose,
      email,
      binding_hash: hashOf(binding),
      wanted_page: wanted ?? null,
      registration: registration ?? null,
      language: language ?? null,
      asked_network: client.network,
      asked_device: client.device,
    });
  }

  return {
    askForEmail,

    /** Asks for the email that proves a new customer's address. Where somebody has it already, it signs them in. */
    async askToRegister(caller: Caller & { binding: string }, asked: AskedRegistration): Promise<void> {
      const { site } = caller;
      const { email, firstName = '', lastName = '', program: slug, wantedPage, language } = asked;
      const program = slug === undefined ? undefined : await registrations.findProgram(site.id, { slug });
      if (!site.settings.switches.registration && !program?.has_registration) {
        throw new AppError('registration_off', 403);
      }
      const registration = { firstName, lastName, programId: program?.has_registration ? program.id : null };
      await askForEmail(caller, 'sign_in', email, { wantedPage, registration, language });
    },

    async signInWithCode(caller: Caller, code: string): Promise<SignedIn> {
      const { site, client } = caller;
      await count(caller, { codeByNetwork: `${site.id}:${client.network}` }, { method: 'code' });
      await requireMethod(caller, 'email');
      const attempts =
        caller.binding === undefined ? [] : await store.countCodeTry(site.id, 'sign_in', hashOf(caller.binding));
      const attempt = await findByCode(attempts, code);
      const signedIn = attempt && (await useAttempt(caller, attempt, 'code'));
      if (signedIn) return signedIn;
      const triesLeft = triesLeftOf(attempts);
      const facts = {
        method: 'code',
        ...(attempts[0] && { login: attempts[0].email, customerId: attempts[0].customer_id }),
      };
      const cause = attempts.length === 0 || triesLeft === 0 ? 'code_used_up' : 'code_wrong';
      return fail(caller, new AppError('code_wrong', 401, { triesLeft }), cause, facts);
    },

    async signInWithLink(caller: Caller, token: string, typedEmail?: string): Promise<SignedIn> {
      const attempt = await openLink(caller, 'sign_in', token, typedEmail);
      await requireMethod(caller, 'email');
      return (await useAttempt(caller, attempt, 'link')) ?? failUsed(caller, attempt, 'link');
    },

    async signInWithPassword(caller: Caller, typed: string, password: string, wantedPage?: string): Promise<SignedIn> {
      const { site, client } = caller;
      const login = typed.includes('@') ? parseEmail(typed, 'login') : typed.trim().toLowerCase();
      const key = `${site.id}:${hashOf(login).toString('base64url')}:${client.network}`;
      await count(
        caller,
        { passwordByNetwork: `${site.id}:${client.network}`, passwordByLoginAndNetwork: key, passwordBySite: site.id },
        { login, method: 'password' },
      );
      await requireMethod(caller, 'password', login);
      const customer = await findByLogin(site, login);
      const fits = await verifyPassword(customer?.password_hash, password);
      if (!customer || !fits || customer.blocked_at) {
        const facts = { login, method: 'password', customerId: customer?.id ?? null };
        return fail(caller, new AppError('password_wrong', 401), causeOf(customer, fits), facts);
      }
      await limiter.forgive('passwordByLoginAndNetwork', key);
      if (customer.password_hash && isHashOutdated(customer.password_hash)) {
        await store.replaceHash(site.id, customer, await hashPassword(password));
      }
      return admit(caller, customer, 'password', { wantedPage });
    },

    /** Written down once the session is there, and not when it was about to be. */
    async recordSignedIn({ site, client }: Caller, { customer, method }: SignedIn): Promise<void> {
      const login = customer.email ?? undefined;
      await events.record({ siteId: site.id, kind: 'signed_in', method, customerId: customer.id, client, login });
      await store.markSignedIn(site.id, customer.id);
    },
  };

  async function findByLogin(site: Caller['site'], login: string): Promise<SignInCustomer | undefined> {
    if (login.includes('@')) return store.findCustomerByEmail(site.id, login);
    // The switch covers the username whether or not the sections are shown.
    return site.settings.switches.usernameSignIn ? store.findCustomerByUsername(site.id, login) : undefined;
  }
}

function causeOf(customer: SignInCustomer | undefined, fits: boolean): Cause {
  if (!customer) return 'customer_unknown';
  if (customer.blocked_at) return 'customer_blocked';
  if (customer.password_hash === null) return 'password_never_set';
  return fits ? 'customer_blocked' : 'password_wrong';
}
