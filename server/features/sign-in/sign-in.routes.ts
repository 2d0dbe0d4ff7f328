import type { Config } from '../../config.ts';
import type { CallContext, Mount } from '../../http/mount.ts';
import type { Sessions } from '../../http/session.ts';
import { createAttemptCookie } from './attempt-cookie.ts';
import type { AuthEvents } from './auth-events.store.ts';
import { emailAsked } from './email-asked.ts';
import { signInContract } from './sign-in.contract.ts';
import type { EmailedLinks } from './emailed-links.ts';
import type { SetPasswordWithLink } from './new-password.service.ts';
import type { Caller } from './sign-in-facts.ts';
import type { SignedIn, SignInService } from './sign-in.service.ts';

interface Dependencies {
  signIn: SignInService;
  links: EmailedLinks;
  setPasswordWithLink: SetPasswordWithLink;
  sessions: Sessions;
  events: AuthEvents;
  config: Pick<Config, 'isSecure' | 'mailFrom'>;
}

export function signInRoutes(
  mount: Mount,
  { signIn, links, setPasswordWithLink, sessions, events, config }: Dependencies,
) {
  const attemptCookie = createAttemptCookie(config);
  const caller = ({ site, client, request }: CallContext): Caller => ({
    site,
    client,
    binding: attemptCookie.read(request),
  });
  const asking = (call: CallContext) => ({
    ...caller(call),
    binding: attemptCookie.ensure(call.request, call.response),
  });

  const start = async (call: CallContext, signedIn: SignedIn) => {
    const { customer, method, landing } = signedIn;
    const { id: customerId, sign_in_epoch: epoch } = customer;
    await sessions.start(call, { siteId: call.site.id, customerId, epoch, method, client: call.client });
    await signIn.recordSignedIn(caller(call), signedIn);
    attemptCookie.forget(call.request, call.response);
    return { landing };
  };

  return mount(signInContract, {
    'POST /sign-in/email': async (call) => {
      await signIn.askForEmail(asking(call), 'sign_in', call.body.email, call.body);
      return emailAsked(call.site.settings, config.mailFrom);
    },
    'POST /sign-in/code': async (call) => start(call, await signIn.signInWithCode(caller(call), call.body.code)),
    'POST /sign-in/link/check': async (call) => ({ state: await links.checkLink(caller(call), call.body.token) }),
    'POST /sign-in/link': async (call) =>
      start(call, await signIn.signInWithLink(caller(call), call.body.token, call.body.email)),
    'POST /sign-in/password': async (call) => {
      const { login, password, wantedPage } = call.body;
      return start(call, await signIn.signInWithPassword(caller(call), login, password, wantedPage));
    },
    'POST /sign-in/registration': async (call) => {
      await signIn.askToRegister(asking(call), call.body);
      return emailAsked(call.site.settings, config.mailFrom);
    },
    'POST /sign-in/new-password/email': async (call) => {
      await signIn.askForEmail(asking(call), 'new_password', call.body.email, call.body);
      return emailAsked(call.site.settings, config.mailFrom);
    },
    'POST /sign-in/new-password': async (call) => {
      await setPasswordWithLink(caller(call), call.body);
      return { done: true as const };
    },
    'POST /sign-out': async (call) => {
      await sessions.end(call, call.site.id, call.customer.sessionId);
      await events.record({
        siteId: call.site.id,
        kind: 'signed_out',
        customerId: call.customer.id,
        client: call.client,
      });
      return { done: true as const };
    },
  });
}
