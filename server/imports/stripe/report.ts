import { SingleBar } from 'cli-progress';
import { recordKinds, type Problem, type RecordKind } from '../../gateway/gateway.ts';
import type { ImportReport, Progress } from './import.ts';

/** As an operator reads them. */
const names: Record<RecordKind, string> = {
  product: 'products',
  price: 'prices',
  customer: 'customers',
  subscription: 'subscriptions',
  plan: 'payment plans',
  order: 'orders',
  invoice: 'invoices',
  payment: 'payments',
  credit_memo: 'credit memos',
};

type Screen = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean };

/** A bar on a terminal, and a line a stage where one is written to a file. */
export function watchProgress(screen: Screen) {
  return screen.isTTY ? asBar(screen) : asLines(screen);
}

function asBar(screen: Screen) {
  const bar = new SingleBar({
    // Stripe does not say how much there is, so the bar counts kinds of records and not records.
    format: ' {bar} {name}: {read} read',
    stream: screen as NodeJS.WriteStream,
    gracefulExit: false,
    clearOnComplete: true,
    hideCursor: null,
  });
  let isShown = false;
  return {
    show: ({ stage, stagesDone, stages, counts }: Progress) => {
      const words = { name: names[stage], read: counts[stage]?.read ?? 0 };
      if (isShown) bar.update(stagesDone, words);
      else bar.start(stages, stagesDone, words);
      isShown = true;
    },
    stop: () => bar.stop(),
  };
}

function asLines(screen: Screen) {
  let last: Progress | undefined;
  const say = ({ stage, counts }: Progress) => screen.write(`${names[stage]}: ${counts[stage]?.read ?? 0} read\n`);
  return {
    show: (progress: Progress) => {
      if (!last && progress.isResumed) screen.write('Going on where the last import stopped\n');
      if (last && last.stage !== progress.stage) say(last);
      last = progress;
    },
    stop: () => void (last && say(last)),
  };
}

/** What an import did, in lines. */
export function describeReport(siteId: string, { counts, problems, unclaimed }: ImportReport): string {
  const lines = recordKinds.map((kind) => {
    const { read, changed } = counts[kind] ?? { read: 0, changed: 0 };
    return `  ${names[kind].padEnd(16)}${String(read).padStart(8)} read${String(changed).padStart(9)} rows written`;
  });
  return [
    `Imported from Stripe into ${siteId}:`,
    ...lines,
    ...describeProblems(problems),
    ...tell(siteId, unclaimed),
  ].join('\n');
}

/** Those of one reason together, since thousands may have the same. */
function describeProblems(problems: Problem[]): string[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = `${problem.kind} ${problem.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  const lines = [...groups.values()].map((group) => {
    const ids = group.slice(0, mostIds).map(({ providerId }) => providerId);
    const more = group.length > mostIds ? ` and ${group.length - mostIds} more` : '';
    return `  ${group[0]?.kind.replace('_', ' ')} ${ids.join(', ')}${more}: ${group[0]?.reason}`;
  });
  return lines.length === 0 ? [] : [`Not as they are there, or not here at all (${problems.length}):`, ...lines];
}

const mostIds = 5;

function tell(siteId: string, unclaimed: number): string[] {
  if (unclaimed === 0) return [];
  return [`Without an email, so nobody's yet: ${unclaimed}. See them: npm run import -- unclaimed ${siteId}`];
}
