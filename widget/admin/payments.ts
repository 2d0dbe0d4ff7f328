import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { pill, type Tone } from '../parts/pill.ts';
import { checkbox, deskButton, group, textInput } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { whenWords } from './parts/words.ts';
import { Screen } from './screen.ts';

type Status = ReplyOf<AdminApi['GET /admin/provider']>;
type Connection = NonNullable<Status['connection']>;
type Events = ReplyOf<AdminApi['GET /admin/provider/events']>;
type Event = Events['latest'][number];

interface Shown {
  status: Status;
  /** Of who may see them. */
  events: Events | undefined;
}

/** As long as something is under way, the screen looks again so often. */
const pollMillis = 2000;

const kindNames: Record<string, string> = {
  ...{ product: 'Products', price: 'Prices', customer: 'Customers', subscription: 'Subscriptions' },
  ...{ plan: 'Payment plans', order: 'Orders', invoice: 'Invoices', payment: 'Payments', credit_memo: 'Credit memos' },
};

const endpointWords: Record<Connection['endpoint'], [words: string, tone: Tone]> = {
  working: ['Events arrive', 'success'],
  switched_off: ['Stripe has switched events off: connect again', 'danger'],
  missing: ['Stripe sends no events: connect again', 'danger'],
  elsewhere: ['Stripe sends events to another address: connect again', 'danger'],
  unknown: ['Stripe could not be asked just now', 'warning'],
};

const stateWords: Record<Event['state'], [words: string, tone: Tone]> = {
  applied: ['Applied', 'success'],
  waiting: ['Waiting', 'plain'],
  given_up: ['Given up', 'danger'],
};

/** The site's account at the payment provider: connecting it, and whether what happens there is known here. */
export class PaymentsScreen extends Screen<Shown> {
  @state() private isChanging = false;
  @state() private asksForReplacement = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  heading(): string {
    return 'Payments';
  }

  protected async load(): Promise<Shown> {
    const [status, events] = await Promise.all([
      this.desk.call('GET /admin/provider'),
      this.desk.can('admin') ? this.desk.call('GET /admin/provider/events') : undefined,
    ]);
    this.lookAgainWhile(isUnderWay(status));
    return { status, events };
  }

  protected override renderActions({ status }: Shown): TemplateResult | typeof nothing {
    if (!status.connection || !this.desk.can('admin')) return nothing;
    return deskButton({
      label: 'Compare with Stripe',
      kind: 'secondary',
      isBusy: this.isBusy,
      onClick: () => void this.compare(),
    });
  }

  protected renderData({ status, events }: Shown): TemplateResult {
    const { connection } = status;
    if (!connection) return html`${this.renderConnect(undefined)}${this.renderImport(status)}`;
    return html`${this.isChanging ? this.renderConnect(connection) : this.renderConnection(connection, status)}
    ${events ? this.renderGivenUp(events) : nothing} ${this.renderImport(status)}
    ${events ? renderLatest(events) : nothing}`;
  }

  private renderConnection(connection: Connection, { address, addressProblem, events }: Status): TemplateResult {
    const { accountId, accountName, isLive, connectedAt, endpoint, lastEventAt, reconciledAt } = connection;
    const [words, tone] = addressProblem ? [addressProblem, 'warning' as const] : endpointWords[endpoint];
    return group(
      accountName,
      html`<div class="line">
          ${pill(isLive ? 'Live mode' : 'Test mode', isLive ? 'success' : 'warning')} ${pill(words, tone)}
        </div>
        <dl class="facts">
          ${fact('Account', accountId)} ${fact('Connected', whenWords(connectedAt))}
          ${fact('Last event', lastEventAt ? whenWords(lastEventAt) : 'none yet')}
          ${fact('Last compared', reconciledAt ? whenWords(reconciledAt) : 'not yet; it is done every night')}
          ${fact('Events waiting', events.waiting)} ${fact('Events given up', events.givenUp)}
          ${fact('Events arrive at', address)}
        </dl>
        ${this.renderFailure()}
        ${
          this.desk.can('owner')
            ? html`<div class="line">
                ${deskButton({ label: 'Change the keys', kind: 'secondary', onClick: () => this.change(true) })}
                ${deskButton({ label: 'Disconnect', kind: 'link', onClick: () => void this.disconnect(connection) })}
              </div>`
            : nothing
        }`,
    );
  }

  private renderConnect(before: Connection | undefined): TemplateResult {
    const { fieldErrors } = this;
    if (!this.desk.can('owner')) {
      return html`<div class="notice warning">
        <div>
          <strong>Not connected to Stripe.</strong> Cards and paying are off. An owner of this site can connect it.
        </div>
      </div>`;
    }
    return group(
      before ? 'Change the keys' : 'Connect Stripe',
      html`<form class="form" novalidate @submit=${this.connect}>
        ${textInput({
          name: 'secretKey',
          label: 'Secret key, or a restricted key',
          type: 'password',
          placeholder: 'sk_live_…',
          maxLength: 300,
          hint: 'It is kept encrypted and never shown again.',
          error: fieldErrors.secretKey,
        })}
        ${textInput({
          name: 'publishableKey',
          label: 'Publishable key',
          placeholder: 'pk_live_…',
          maxLength: 300,
          error: fieldErrors.publishableKey,
        })}
        ${
          this.asksForReplacement || fieldErrors.replaceAccount
            ? checkbox({
                name: 'replaceAccount',
                label: 'Yes, connect this other account',
                isChecked: false,
                error: fieldErrors.replaceAccount,
              })
            : nothing
        }
        ${this.renderFailure()}
        <div class="line">
          ${deskButton({ label: 'Connect', isBusy: this.isBusy })}
          ${before ? deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => this.change(false) }) : nothing}
        </div>
        <p class="muted">
          Both keys are in Stripe under Developers, API keys (<a
            href="https://dashboard.stripe.com/apikeys"
            target="_blank"
            rel="noopener"
            >dashboard.stripe.com/apikeys</a
          >). Both are tried, Stripe is asked to send its events here, and everything that was ever bought is brought
          in. Nothing changes at Stripe but the address for events.
        </p>
      </form>`,
      before ? undefined : 'Customers add cards, pay invoices and see what they buy from that moment on.',
    );
  }

  private renderImport({ import: run, unclaimed, connection }: Status): TemplateResult | typeof nothing {
    if (!run && !connection) return nothing;
    const isRunning = run !== null && run.finishedAt === null;
    const words = !run
      ? 'It begins in a moment.'
      : isRunning
        ? `Under way: ${run.stagesDone + 1} of ${run.stages}. You can leave this page; it goes on.`
        : `Finished ${whenWords(run.finishedAt)}.`;
    return group(
      'What was brought in',
      html`<p aria-live="polite">${words}</p>
        ${isRunning ? html`<progress max=${run.stages} .value=${run.stagesDone} aria-label="Import"></progress>` : nothing}
        ${
          run && run.counts.length > 0
            ? table({
                caption: 'Records that were read',
                rows: run.counts,
                columns: [
                  { label: 'Kind', cell: ({ kind }) => kindNames[kind] ?? kind },
                  { label: 'Read', cell: ({ read }) => read, isNumber: true },
                  { label: 'Rows written', cell: ({ changed }) => changed, isNumber: true },
                ],
                empty: '',
              })
            : nothing
        }
        ${run?.problems ? html`<p class="muted">${run.problems} could not be shown as they are there.</p>` : nothing}
        ${
          unclaimed > 0
            ? html`<p class="muted">${unclaimed} have no email address, so nobody can sign in to them yet.</p>`
            : nothing
        }
        ${
          connection && !isRunning && this.desk.can('admin')
            ? deskButton({
                label: 'Bring everything in again',
                kind: 'secondary',
                isBusy: this.isBusy,
                onClick: () => void this.importAgain(),
              })
            : nothing
        }`,
    );
  }

  private renderGivenUp({ givenUp }: Events): TemplateResult | typeof nothing {
    if (givenUp.length === 0) return nothing;
    const about = (event: Event) => `${event.type} of ${whenWords(event.createdAt)}`;
    const again = (event: Event) =>
      deskButton({ label: 'Try again', about: about(event), kind: 'link', onClick: () => void this.retry(event) });
    const all = deskButton({
      label: 'Try all again',
      kind: 'secondary',
      isBusy: this.isBusy,
      onClick: () => void this.retry(),
    });
    return group(
      givenUp.length === 1 ? 'One event could not be applied' : `${givenUp.length} events could not be applied`,
      html`${table({
        caption: 'Events that were given up',
        rows: givenUp,
        columns: [...columns(), { label: '', cell: again }],
        empty: '',
      })}
      ${givenUp.length > 1 ? all : nothing}`,
      'Each was tried six times. Others are not held up by them.',
    );
  }

  private lookAgainWhile(isNeeded: boolean): void {
    clearTimeout(this.timer);
    if (isNeeded && this.isConnected) this.timer = setTimeout(() => void this.reload(), pollMillis);
  }

  private change(isChanging: boolean): void {
    this.isChanging = isChanging;
    this.asksForReplacement = false;
    this.failure = undefined;
    this.fieldErrors = {};
    if (isChanging) void this.updateComplete.then(() => this.querySelector<HTMLElement>('input')?.focus());
  }

  private readonly connect = (event: SubmitEvent): void =>
    this.send(event, async ({ secretKey = '', publishableKey = '', replaceAccount }, form) => {
      const body = { secretKey, publishableKey, ...(replaceAccount && { replaceAccount: true }) };
      try {
        await this.desk.call('PUT /admin/provider', { body });
      } catch (error) {
        this.asksForReplacement ||= isAboutReplacing(error);
        throw error;
      }
      form.reset();
      this.change(false);
      this.desk.announce('Connected. Everything is being brought in.');
      await this.reload();
    });

  private async disconnect({ accountName }: Connection): Promise<void> {
    const isSure = await this.desk.confirm({
      title: `Disconnect ${accountName}?`,
      text: 'Customers can’t add cards or pay here any more, and what happens at Stripe is no longer known here. What was bought stays.',
      action: 'Disconnect',
      isDangerous: true,
    });
    if (!isSure) return;
    await this.act(async () => {
      await this.desk.call('DELETE /admin/provider', { body: {} });
      this.desk.announce('Disconnected.');
      await this.reload();
    });
  }

  private compare(): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('POST /admin/provider/reconcile', { body: {} });
      this.desk.announce('What is new at Stripe is being compared.');
      this.lookAgainWhile(true);
    });
  }

  private importAgain(): Promise<boolean> {
    return this.act(async () => {
      await this.desk.call('POST /admin/provider/imports', { body: {} });
      this.desk.announce('Everything is being brought in.');
      this.lookAgainWhile(true);
    });
  }

  private retry(event?: Event): Promise<boolean> {
    return this.act(async () => {
      if (event) {
        await this.desk.call('POST /admin/provider/events/:eventId/retry', { params: { eventId: event.id }, body: {} });
      } else await this.desk.call('POST /admin/provider/events/retry-all', { body: {} });
      this.desk.announce('It is being tried again.');
      await this.reload();
      this.lookAgainWhile(true);
    });
  }
}

const fact = (name: string, value: unknown): TemplateResult =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const renderLatest = ({ latest }: Events): TemplateResult =>
  group(
    'Last events',
    table({
      caption: 'The last events of Stripe',
      rows: latest,
      columns: [...columns(), { label: 'State', cell: ({ state: at }: Event) => pill(...stateWords[at]) }],
      empty: 'None yet. They come whenever something happens at Stripe.',
    }),
  );

const columns = () => [
  { label: 'When', cell: ({ createdAt }: Event) => whenWords(createdAt) },
  {
    label: 'Event',
    cell: ({ type, about, why }: Event) =>
      html`<div>
        <strong>${type}</strong>${about ? html`<br /><span class="muted">${about}</span>` : nothing}
        ${why ? html`<br />${why}` : nothing}
      </div>`,
  },
];

/** Something is being brought in or applied at this moment. */
const isUnderWay = ({ connection, import: run, events }: Status): boolean =>
  connection !== null && (run === null || run.finishedAt === null || events.waiting > 0);

const isAboutReplacing = (error: unknown): boolean =>
  Boolean(
    (error as { details?: { fields?: { path: string }[] } }).details?.fields?.some(
      ({ path }) => path === 'replaceAccount',
    ),
  );

define('cc-desk-payments', PaymentsScreen);
