import { timingSafeEqual } from 'node:crypto';
import type { Client } from '../../http/client.ts';
import { AppError } from '../../http/errors.ts';
import { TooManyRequests, type Limiter } from '../../http/limits.ts';
import { safeUrl } from '../../http/redirects.ts';
import { hashOf } from '../../http/transport.ts';
import type { Language } from '../../http/values.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { AuthEvents, Cause } from './auth-events.store.ts';
import { normaliseEmail, parseEmail } from './email-address.ts';
import { chooseLanding } from './landing.ts';
import { checkNewPassword, hashPassword, isHashOutdated, verifyPassword } from './passwords.ts';
import type { Registration, RegistrationStore } from './registration.store.ts';
import { readLinkToken } from './secrets.ts';
import type { Landing } from './sign-in.contract.ts';
import { findByCode, triesLeftOf } from './code-tries.ts';
import type { PasswordChange } from './password-change.store.ts';
import { mostEmailTries, type Attempt, type Purpose, type SignInCustomer, type SignInStore } from './sign-in.store.ts';

interface Dependencies {
  store: SignInStore;
  registrations: RegistrationStore;
  events: AuthEvents;
  limiter: Limiter;
  /** The server's own pages, where a customer may always be sent. */
  baseUrl: string;
  changePassword: PasswordChange;
}

/** Where a call comes from. */
export interface Caller {
  site: { id: string; settings: SiteSettings };
  client: Client;
  /** What the browser's attempt cookie holds; undefined in a browser that asked for nothing. */
  binding: string | undefined;
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

export type LinkState = 'ready' | 'email_needed' | 'used' | 'expired' | 'unknown';

export type SignInService = ReturnType<typeof signInService>;

export function signInService({ store, registrations, events, limiter, baseUrl, changePassword }: Dependencies) {
  const pages = async (siteId: string) => [baseUrl, ...(await store.originsOf(siteId))];

  /** Records why, then refuses with an answer that does not tell more than it must. */
  async function fail(
    caller: Caller,
    error: AppError,
    cause: Cause,
    facts: { login?: string; customerId?: string | null; method?: string } = {},
  ): Promise<never> {
    const kind = facts.method === 'new_password' ? 'new_password_failed' : 'sign_in_failed';
    await events.record({ siteId: caller.site.id, kind, cause, client: caller.client, ...facts });
    throw error;
  }

  /** Counts a try; a refusal is written down like any other cause. */
  async function count(
    caller: Caller,
    keys: Parameters<Limiter['count']>[0],
    facts: { login?: string; method?: string },
  ) {
    try {
      await limiter.count(keys);
    } catch (error) {
      // Only the first refusal of a time: a flood is one fact, and must not fill the table it is written into.
      if (error instanceof TooManyRequests && error.isFirst) await fail(caller, error, 'too_many_requests', facts);
      throw error;
    }
  }

  async function requireMethod(caller: Caller, method: 'email' | 'password', login?: string): Promise<void> {
    if (caller.site.settings.signInMethods[method]) return;
    const facts = { method, ...(login !== undefined && { login }) };
    await fail(caller, new AppError('sign_in_method_off', 403), 'sign_in_method_off', facts);
  }

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
    pageFacts: Pick<Parameters<typeof chooseLanding>[0], 'wantedPage' | 'programPage'>,
  ): Promise<SignedIn> {
    const { site } = caller;
    if (customer.blocked_at) {
      const facts = { customerId: customer.id, method };
      return fail(caller, new AppError('link_unknown', 401), 'customer_blocked', facts);
    }
    if (method !== 'password') await store.closeOpen(site.id, customer.id);
    const landing = chooseLanding({ settings: site.settings, ...pageFacts, origins: await pages(site.id) });
    return { customer, method, landing };
  }

  /** Finds the attempt a link belongs to and says what using it here would do. Changes nothing. */
  async function inspect(
    caller: Caller,
    token: string,
    purpose: Purpose,
  ): Promise<{ attempt: Attempt | undefined; state: LinkState }> {
    const { attemptId, secret } = readLinkToken(token);
    const attempt = await store.find(caller.site.id, attemptId);
    const fits =
      attempt?.token_hash && timingSafeEqual(attempt.token_hash, hashOf(secret)) && attempt.purpose === purpose;
    if (!fits) return { attempt: undefined, state: 'unknown' };
    if (attempt.used_at) return { attempt, state: 'used' };
    if (attempt.closed_why || attempt.email_tries >= mostEmailTries) return { attempt, state: 'unknown' };
    if (attempt.is_expired) return { attempt, state: 'expired' };
    const isSameBrowser = caller.binding !== undefined && timingSafeEqual(hashOf(caller.binding), attempt.binding_hash);
    return { attempt, state: isSameBrowser ? 'ready' : 'email_needed' };
  }

  /** The attempt of a link that may be used here and now; refuses with what is wrong otherwise. */
  async function openLink(
    caller: Caller,
    purpose: Purpose,
    token: string,
    typedEmail: string | undefined,
  ): Promise<Attempt> {
    const method = purpose === 'sign_in' ? 'link' : purpose;
    await count(caller, { linkByNetwork: `${caller.site.id}:${caller.client.network}` }, { method });
    const { attempt, state } = await inspect(caller, token, purpose);
    const facts = { method, ...(attempt && { login: attempt.email, customerId: attempt.customer_id }) };
    if (!attempt || state === 'unknown') return fail(caller, new AppError('link_unknown', 410), 'link_unknown', facts);
    if (state === 'used') return fail(caller, new AppError('link_used', 410), 'link_used', facts);
    if (state === 'expired') return fail(caller, new AppError('link_expired', 410), 'link_expired', facts);
    if (state === 'email_needed') {
      if (typedEmail === undefined) throw new AppError('email_needed', 409);
      // Counted before it is compared, so that many tries at once are no more than three either.
      const isCounted = await store.countEmailTry(caller.site.id, attempt.id);
      if (!isCounted) return fail(caller, new AppError('link_unknown', 410), 'link_unknown', facts);
      if (normaliseEmail(typedEmail) !== attempt.email) {
        return fail(caller, new AppError('email_mismatch', 403), 'link_email_wrong', facts);
      }
    }
    return attempt;
  }

  const failUsed = (caller: Caller, attempt: Attempt, method: string): Promise<never> =>
    fail(caller, new AppError('link_used', 410), 'link_used', { login: attempt.email, method });

  return {
    /**
     * Asks for an email. The same statements, the same answer and the same job for every address: only the job finds out
     * whether somebody has it.
     */
    async askForEmail(
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
      const wanted = wantedPage === undefined ? undefined : safeUrl(wantedPage, await pages(site.id));
      await store.ask({
        site_id: site.id,
        purpose,
        email,
        binding_hash: hashOf(binding),
        wanted_page: wanted ?? null,
        registration: registration ?? null,
        language: language ?? null,
      });
    },

    /** Asks for the email that proves a new customer's address. Where somebody has it already, it signs them in. */
    async askToRegister(caller: Caller & { binding: string }, asked: AskedRegistration): Promise<void> {
      const { site } = caller;
      const { email, firstName = '', lastName = '', program: slug, wantedPage, language } = asked;
      const program = slug === undefined ? undefined : await registrations.findProgram(site.id, { slug });
      if (!site.settings.switches.registration && !program?.has_registration) {
        throw new AppError('registration_off', 403);
      }
      const registration = { firstName, lastName, programId: program?.has_registration ? program.id : null };
      await this.askForEmail(caller, 'sign_in', email, { wantedPage, registration, language });
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

    async checkLink(caller: Caller, token: string): Promise<LinkState> {
      await count(caller, { linkByNetwork: `${caller.site.id}:${caller.client.network}` }, { method: 'link' });
      const signIn = await inspect(caller, token, 'sign_in');
      return signIn.attempt ? signIn.state : (await inspect(caller, token, 'new_password')).state;
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
    recordSignedIn: ({ site, client }: Caller, { customer, method }: SignedIn): Promise<void> =>
      events.record({
        siteId: site.id,
        kind: 'signed_in',
        method,
        customerId: customer.id,
        client,
        login: customer.email ?? undefined,
      }),

    /** Sets a password with an emailed link. Signs nobody in: whoever has it signs in with it next. */
    async setPasswordWithLink(
      caller: Caller,
      { token, password, email }: { token: string; password: string; email?: string | undefined },
    ): Promise<void> {
      const { site, client } = caller;
      const attempt = await openLink(caller, 'new_password', token, email);
      await requireMethod(caller, 'password');
      // Before the link is used up: a password that is refused must not cost the customer a new email.
      const customer = await findReceiver(site.id, attempt);
      checkNewPassword(password, {
        minLength: site.settings.passwordMinLength,
        words: [attempt.email, customer?.username, site.settings.headline, site.settings.name],
      });
      const hash = await hashPassword(password);
      const change = {
        siteId: site.id,
        customerId: customer?.id ?? '',
        hash,
        client,
        proof: { attemptId: attempt.id },
      };
      if (!customer || !(await changePassword(change))) await failUsed(caller, attempt, 'new_password');
    },
  };

  /** Whom an email was sent to. Nobody any more when its address has become somebody else's since. */
  async function findReceiver(siteId: string, { email, customer_id }: Attempt): Promise<SignInCustomer | undefined> {
    const customer = await store.findCustomerByEmail(siteId, email);
    return customer?.id === customer_id ? customer : undefined;
  }

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
