import type { Client } from '../../http/client.ts';
import { AppError, notFound } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import { hashOf } from '../../http/transport.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { AuthEventKind, AuthEvents } from '../sign-in/auth-events.store.ts';
import { checkNewPassword, hashPassword, verifyPassword } from '../sign-in/passwords.ts';
import type { PasswordChange } from '../sign-in/password-change.store.ts';
import { findByCode, triesLeftOf } from '../sign-in/code-tries.ts';
import type { SignInCustomer, SignInStore } from '../sign-in/sign-in.store.ts';
import type { SecurityStore } from './security.store.ts';

interface Dependencies {
  store: SecurityStore;
  signInStore: SignInStore;
  events: AuthEvents;
  limiter: Limiter;
  changePassword: PasswordChange;
}

export interface SecurityCaller {
  site: { id: string; settings: SiteSettings };
  customer: { id: string; sessionId: string };
  client: Client;
}

export type SecurityService = ReturnType<typeof securityService>;

export function securityService({ store, signInStore, events, limiter, changePassword }: Dependencies) {
  const record = ({ site, customer, client }: SecurityCaller, kind: AuthEventKind, detail?: string) =>
    events.record({ siteId: site.id, kind, customerId: customer.id, client, detail });

  async function getCustomer({ site, customer }: SecurityCaller): Promise<SignInCustomer> {
    const found = await signInStore.findCustomer(site.id, customer.id);
    if (!found) throw notFound();
    return found;
  }

  /** A confirmation belongs to the session that asked for it. */
  const bindingOf = ({ customer }: SecurityCaller) => hashOf(customer.sessionId);

  return {
    async askForConfirmation(caller: SecurityCaller): Promise<void> {
      const { site, customer, client } = caller;
      await limiter.count({ confirmationBySession: customer.sessionId });
      const { email } = await getCustomer(caller);
      if (email === null) throw notFound();
      await events.record({
        siteId: site.id,
        kind: 'email_asked',
        method: 'confirmation',
        customerId: customer.id,
        client,
      });
      await signInStore.ask({
        site_id: site.id,
        purpose: 'confirmation',
        email,
        customer_id: customer.id,
        binding_hash: bindingOf(caller),
      });
    },

    /** Throws unless the code or the password is right. */
    async confirm(caller: SecurityCaller, proof: { code: string } | { password: string }): Promise<void> {
      await limiter.count({ confirmationBySession: caller.customer.sessionId });
      await ('code' in proof ? confirmByCode(caller, proof.code) : confirmByPassword(caller, proof.password));
      await record(caller, 'confirmed');
    },

    async setPassword(caller: SecurityCaller, password: string): Promise<void> {
      const { site, customer, client } = caller;
      await limiter.count({ changeBySession: customer.sessionId });
      const { email, username } = await getCustomer(caller);
      checkNewPassword(password, {
        minLength: site.settings.passwordMinLength,
        words: [email, username, site.settings.headline, site.settings.name],
      });
      const proof = { sessionId: customer.sessionId };
      const hash = await hashPassword(password);
      await changePassword({ siteId: site.id, customerId: customer.id, hash, client, proof });
    },

    async setUsername(caller: SecurityCaller, username: string | null): Promise<void> {
      await limiter.count({ changeBySession: caller.customer.sessionId });
      if (!(await store.saveUsername(caller.site.id, caller.customer.id, username)))
        throw new AppError('username_taken', 409);
      await record(caller, 'username_set');
    },

    async signDeviceOut(caller: SecurityCaller, deviceId: string): Promise<void> {
      if (!(await store.revokeDevice(caller.site.id, caller.customer.id, deviceId))) throw notFound();
      await record(caller, 'device_signed_out', deviceId);
    },

    async signOthersOut(caller: SecurityCaller): Promise<void> {
      await store.revokeOthers(caller.site.id, caller.customer.id, caller.customer.sessionId, 'others_signed_out');
      await record(caller, 'others_signed_out');
    },

    async signOutEverywhere(caller: SecurityCaller): Promise<void> {
      await store.revokeOthers(caller.site.id, caller.customer.id, null, 'everywhere_signed_out');
      await record(caller, 'everywhere_signed_out');
    },
  };

  async function confirmByCode(caller: SecurityCaller, code: string): Promise<void> {
    const attempts = await signInStore.countCodeTry(caller.site.id, 'confirmation', bindingOf(caller));
    const attempt = await findByCode(attempts, code);
    if (attempt && (await signInStore.use(caller.site.id, attempt.id))) return;
    await events.record({ ...failure(caller), cause: 'code_wrong' });
    throw new AppError('code_wrong', 401, { triesLeft: triesLeftOf(attempts) });
  }

  async function confirmByPassword(caller: SecurityCaller, password: string): Promise<void> {
    const { password_hash } = await getCustomer(caller);
    if (await verifyPassword(password_hash, password)) return;
    await events.record({
      ...failure(caller),
      cause: password_hash === null ? 'password_never_set' : 'password_wrong',
    });
    throw new AppError('password_wrong', 401);
  }
}

const failure = ({ site, customer, client }: SecurityCaller) =>
  ({ siteId: site.id, kind: 'confirmation_failed', customerId: customer.id, client }) as const;
