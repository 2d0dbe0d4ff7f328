import type { EmailedLinks } from './emailed-links.ts';
import type { PasswordChange } from './password-change.store.ts';
import { checkNewPassword, hashPassword } from './passwords.ts';
import type { Caller, SignInFacts } from './sign-in-facts.ts';

interface Dependencies {
  links: EmailedLinks;
  facts: SignInFacts;
  changePassword: PasswordChange;
}

export type SetPasswordWithLink = ReturnType<typeof setPasswordWithLink>;

/** Sets a password with an emailed link. Signs nobody in: whoever has it signs in with it next. */
export const setPasswordWithLink =
  ({ links: { openLink, findReceiver, failUsed }, facts: { requireMethod }, changePassword }: Dependencies) =>
  async (
    caller: Caller,
    { token, password, email }: { token: string; password: string; email?: string | undefined },
  ): Promise<void> => {
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
  };
