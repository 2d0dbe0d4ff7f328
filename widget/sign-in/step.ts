import { property } from '../decorators.ts';
import { adopt } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import { moreStyles } from '../more.styles.ts';
import type { Landing } from '../session.ts';
import type { SignInFlow } from './flow.ts';
import { stepStyles } from './steps.styles.ts';

/** One step of signing in. */
export abstract class Step extends FormElement {
  @property({ attribute: false }) flow!: SignInFlow;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, moreStyles);
    adopt(this, stepStyles);
    void this.focusNewView();
  }

  /** Refused with what to do when the browser has kept no cookie. */
  protected async finish(landing: Landing): Promise<void> {
    const { flow } = this;
    await flow.finish(landing);
    if (!flow.session.customer) await flow.session.call('POST /sign-in/kept');
  }

  /** Sends the form of `event` by `action`, see `send`. */
  protected submitting(action: (data: Record<string, string>) => Promise<void>): (event: Event) => void {
    return (event) => {
      event.preventDefault();
      void this.send(event.target as HTMLFormElement, action);
    };
  }
}
