import { html, nothing, type TemplateResult } from 'lit';
import type { DeskOverview } from '../../server/features/overview/overview.admin.contract.ts';
import { adopt, define } from '../elements.ts';
import { formatFor } from '../format.ts';
import { causeWords } from './cause-words.ts';
import { hrefOf } from './desk.ts';
import { barChart, chartStyles, shareList, type BarChart } from './parts/charts.ts';
import { group } from './parts/controls.ts';
import { Screen } from './screen.ts';

const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayWords = (day: string): string => shortDay.format(new Date(`${day}T00:00:00Z`));
const counted = (count: number, one: string, many = `${one}s`): TemplateResult =>
  html`<strong>${count >= 1000 ? '1000+' : count}</strong> ${count === 1 ? one : many}`;

const chartOr = (nothing: string, chart: BarChart): TemplateResult =>
  chart.bars.every(({ good, bad }) => good === 0 && bad === 0)
    ? html`<p class="muted">${nothing}</p>`
    : barChart(chart);

/** What needs attention, and the last weeks in pictures. */
export class OverviewScreen extends Screen<DeskOverview> {
  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, chartStyles);
  }

  heading(): string {
    return 'Overview';
  }

  protected load(): Promise<DeskOverview> {
    return this.desk.call('GET /admin/overview');
  }

  protected renderData(data: DeskOverview): TemplateResult {
    const { signIns, causes, subscriptions } = data;
    return html`${this.renderAttention(data)}
      <div class="pair">
        ${group(
          'Sign-ins, thirty days',
          html`${chartOr('Nobody has tried to sign in.', {
              title: 'Sign-ins by day',
              goodName: 'worked',
              badName: 'failed',
              bars: signIns.map(({ day, worked, failed }) => ({ label: dayWords(day), good: worked, bad: failed })),
            })}
            ${
              causes.length > 0
                ? shareList(causes.map(({ cause, count }) => ({ name: causeWords(cause), count })))
                : nothing
            }
            <p><a href=${hrefOf('explain')}>Why can’t somebody get in?</a></p>`,
        )}
        ${group(
          'Subscriptions, twelve weeks',
          chartOr('None was won or lost.', {
            title: 'Subscriptions won and lost by week',
            goodName: 'won',
            badName: 'lost',
            bars: subscriptions.map(({ week, won, lost }) => ({ label: dayWords(week), good: won, bad: lost })),
          }),
        )}
      </div>`;
  }

  private renderAttention({ attention, unpaid }: DeskOverview): TemplateResult {
    const { money } = formatFor(navigator.language);
    const { failedPayments, refusedEmails, heldEmails, unclaimed, failedJobs } = attention;
    const lines = [
      ...unpaid.map(
        ({ currency, cents, invoices, overdueCents }) =>
          html`<strong>${money(cents, currency)}</strong> unpaid on ${invoices} open
            ${invoices === 1 ? 'invoice' : 'invoices'}${
              overdueCents > 0 ? html`, ${money(overdueCents, currency)} of it overdue` : nothing
            }. <a href=${hrefOf('customers', undefined, { state: 'unpaid' })}>Who?</a>`,
      ),
      failedPayments > 0 && html`${counted(failedPayments, 'subscription')} with a failed payment.`,
      refusedEmails > 0 &&
        html`${counted(refusedEmails, 'email was', 'emails were')} refused by mail servers in seven days.`,
      heldEmails > 0 && html`${counted(heldEmails, 'email waits', 'emails wait')} because a merge field is empty.`,
      unclaimed > 0 &&
        html`${counted(unclaimed, 'record')} of the payment provider ${unclaimed === 1 ? 'has' : 'have'} no email
        address and ${unclaimed === 1 ? 'is' : 'are'} nobody’s yet.`,
      failedJobs > 0 && html`${counted(failedJobs, 'job')} of this server gave up. Whoever runs it looks into its log.`,
    ].filter((line) => line !== false);
    return group(
      'What needs attention',
      lines.length === 0
        ? html`<p class="muted">Nothing at the moment.</p>`
        : html`<ul class="stack">
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`,
    );
  }
}

define('cc-desk-overview', OverviewScreen);
