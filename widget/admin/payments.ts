import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { pill, type Tone } from '../parts/pill.ts';
import './connect-stripe.ts';
import { deskButton, group } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { whenWords } from './parts/words.ts';
import { givenUpEvents, latestEvents } from './payment-events.ts';
import { Screen } from './screen.ts';

type Status = ReplyOf<AdminApi['GET /admin/provider']>;
type Connection = NonNullable<Status['connection']>;
type Events = ReplyOf<AdminApi['GET /admin/provider/events']>;

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

/** The site's account at the payment provider: connecting it, and whether what happens there is known here. */
export class PaymentsScreen extends Screen<Shown> {
  @state() private isChanging = false;
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
    if (!connection) return html`${this.renderConnect(false)}${this.renderImport(status)}`;
    const { isBusy } = this;
    const onRetry = (eventId?: string) => void this.retry(eventId);
    return html`${this.renderFailure()}
    ${this.isChanging ? this.renderConnect(true) : this.renderConnection(connection, status)}
    ${events ? givenUpEvents({ events, isBusy, onRetry }) : nothing} ${this.renderImport(status)}
    ${events ? latestEvents(events) : nothing}`;
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
        ${
          this.desk.can('owner')
            ? html`<div class="line">
                ${deskButton({ label: 'Change the keys', kind: 'secondary', onClick: () => this.change() })}
                ${deskButton({ label: 'Disconnect', kind: 'link', onClick: () => void this.disconnect(connection) })}
              </div>`
            : nothing
        }`,
    );
  }

  private renderConnect(isAnother: boolean): TemplateResult {
    if (!this.desk.can('owner')) {
      return html`<div class="notice warning">
        <div>
          <strong>Not connected to Stripe.</strong> Cards and paying are off. An owner of this site can connect it.
        </div>
      </div>`;
    }
    return html`<cc-admin-connect-stripe
      .desk=${this.desk}
      .isAnother=${isAnother}
      .onConnected=${this.connected}
      .onCancel=${this.cancel}
    ></cc-admin-connect-stripe>`;
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
                  { label: 'How many', cell: ({ read }) => read, isNumber: true },
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

  private lookAgainWhile(isNeeded: boolean): void {
    clearTimeout(this.timer);
    if (isNeeded && this.isConnected) this.timer = setTimeout(() => void this.reload(), pollMillis);
  }

  private change(): void {
    this.isChanging = true;
    this.failure = undefined;
  }

  private readonly cancel = async (): Promise<void> => {
    this.isChanging = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.group button')?.focus();
  };

  private readonly connected = async (): Promise<void> => {
    this.isChanging = false;
    this.desk.announce('Connected. Everything is being brought in.');
    await this.reload();
  };

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

  private retry(eventId?: string): Promise<boolean> {
    return this.act(async () => {
      if (eventId !== undefined)
        await this.desk.call('POST /admin/provider/events/:eventId/retry', { params: { eventId }, body: {} });
      else await this.desk.call('POST /admin/provider/events/retry-all', { body: {} });
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

/** Something is being brought in or applied at this moment. */
const isUnderWay = ({ connection, import: run, events }: Status): boolean =>
  connection !== null && (run === null || run.finishedAt === null || events.waiting > 0);

define('cc-desk-payments', PaymentsScreen);
