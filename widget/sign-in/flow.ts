import type { EmailedLink } from '../places.ts';
import type { Boot, Landing, Session } from '../session.ts';

export type StepName =
  'email' | 'inbox' | 'password' | 'forgotten' | 'sign-in' | 'new-password' | 'pay' | 'register' | 'hosted';

/** What the steps of signing in share; `go` shows another one. */
export interface SignInFlow {
  readonly session: Session;
  readonly site: Boot['site'];
  /** Address the customer first wanted, for the server to land on. */
  readonly wantedPage: string | undefined;
  email: string;
  /** What was typed to become a customer; undefined while signing in. */
  registration: { firstName: string; lastName: string; program?: string } | undefined;
  sent: { sender: string; resendAfterSeconds: number } | undefined;
  link: EmailedLink | undefined;
  message: string | undefined;
  go(step: StepName): void;
  askForEmail(email: string): Promise<void>;
  finish(landing: Landing): Promise<void>;
}
