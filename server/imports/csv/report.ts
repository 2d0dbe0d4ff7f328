import { SingleBar } from 'cli-progress';
import { printable } from '../../command-line.ts';
import type { ImportOptions, Listener, Summary } from './work.ts';
import type { KindName } from './run.ts';

/** Enough to find the fault by; a cell may be as long as a book. */
const longestLine = 1000;

/** Tells an operator how it goes: bad rows a line each, and on a terminal one more line that moves. */
export function createReport(output: NodeJS.WriteStream) {
  const bar = output.isTTY
    ? new SingleBar({ stream: output, format: ' {doing} {percentage}%  {count} rows, {rate}/s', clearOnComplete: true })
    : undefined;
  let doing = '';
  let began = { at: 0, count: 0 };
  const say = (line: string) => {
    if (doing) bar?.stop();
    doing = '';
    output.write(`${printable(line).slice(0, longestLine)}\n`);
  };

  return {
    bad: (line: number, reason: string) => say(`line ${line}, ${reason}`),
    remark: (line: number, text: string) => say(`line ${line}, ${text}. The rest of it is imported`),
    note: say,
    progress(step: 'reading' | 'storing', count: number, share: number) {
      if (!bar) return;
      if (doing !== step) {
        if (doing) bar.stop();
        began = { at: performance.now(), count };
        bar.start(100, 0, { doing: step, count, rate: '…' });
        doing = step;
        return;
      }
      const rate = Math.round((count - began.count) / ((performance.now() - began.at) / 1000));
      bar.update(Math.floor(share * 100), { doing: step, count, rate });
    },
    stop() {
      if (doing) bar?.stop();
      doing = '';
    },
    describe,
  } satisfies Listener & Record<string, unknown>;
}

/** What has become of it, in a few lines. */
function describe(summary: Summary, { as, dryRun }: ImportOptions & { as: KindName }): string[] {
  const { rows, bad, partly } = summary;
  const made = Object.entries(summary.made).filter(([, count]) => count > 0);
  return [
    ...(dryRun ? ['Dry run: nothing was changed. It would be:'] : []),
    `${as}: ${summary.new} new, ${summary.changed} changed, ${summary.unchanged} unchanged, ${bad} bad, from ${rowsOf(rows)}`,
    ...(made.length > 0 ? [`made for them: ${made.map(([what, count]) => `${count} ${what}`).join(', ')}`] : []),
    ...(partly > 0 ? [`imported in part: ${rowsOf(partly)}`] : []),
    ...[...summary.leftOut].map(([reason, count]) => `left out, ${reason}: ${rowsOf(count)}`),
  ];
}

const rowsOf = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;
