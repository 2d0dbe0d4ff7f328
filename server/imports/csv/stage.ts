import { BadRow, cellsOf, LeftOut } from './cells.ts';
import { findColumns } from './columns.ts';
import { readRows, type FileRow } from './rows.ts';
import type { StagedRow } from './staged.store.ts';
import { countBad, countPartly, type Work } from './work.ts';

const batchSize = 1000;

/** First half of an import: every row is read, told of when it is bad, and set aside. */
export async function stageFile(work: Work): Promise<void> {
  const { statements, summary, listener, options } = work;
  await statements.staged.open();
  let share = 0;
  let batch: StagedRow[] = [];
  for await (const staged of readFile(work, (read) => (share = read))) {
    batch.push(staged);
    if (batch.length < batchSize) continue;
    await statements.staged.add(batch);
    batch = [];
    listener.progress('reading', summary.rows, share);
  }
  if (batch.length > 0) await statements.staged.add(batch);
  await statements.staged.close();
  if (summary.rows === 0) listener.note(`${options.file} has no rows below its header`);
}

async function* readFile(work: Work, onShare: (share: number) => void): AsyncGenerator<StagedRow> {
  const { kind, options, listener, summary } = work;
  const rows = readRows({ file: options.file, encoding: options.encoding, onShare });
  const first = await rows.next();
  const header = first.done ? [] : first.value.cells;
  const { columns, unknown } = findColumns({ header, ...kind });
  if (unknown.length > 0) listener.note(`Columns that are not imported: ${unknown.join(', ')}`);
  for await (const row of rows) {
    summary.rows++;
    const staged = readRow(work, { row, columns, width: header.length });
    if (staged) yield staged;
  }
}

interface Line {
  row: FileRow;
  columns: ReturnType<typeof findColumns>['columns'];
  width: number;
}

/** `undefined`: it is told of and counted, and there is nothing to keep. */
function readRow(work: Work, { row, columns, width }: Line): StagedRow | undefined {
  const { kind, catalogue, options, summary } = work;
  const { line } = row;
  const cells = cellsOf(columns, row.cells, options.writing, work.claimed);
  try {
    checkWidth(row, width);
    const { key, value, remark } = kind.read(cells, { catalogue, writing: options.writing });
    if (remark !== undefined) countPartly(work, line, remark);
    return { line, key, value };
  } catch (error) {
    if (error instanceof LeftOut) {
      summary.leftOut.set(error.message, (summary.leftOut.get(error.message) ?? 0) + 1);
      return undefined;
    }
    if (!(error instanceof BadRow)) throw error;
    countBad(work, line, error.message);
    const key = kind.keyOfBad?.(cells).replaceAll('\0', '');
    return key ? { line, key, value: null } : undefined;
  }
}

function checkWidth({ cells, line, lastLine }: FileRow, width: number): void {
  const hint = lastLine > line ? `. It goes on to line ${lastLine}: is a quotation mark missing?` : '';
  // What a quotation mark opened and nothing closed well keeps its mark, and the rows it has swallowed.
  if (hint && cells.some((cell) => cell.startsWith('"') && /[\r\n]/.test(cell))) {
    throw new BadRow(`has a cell with a stray quotation mark${hint}`);
  }
  // PostgreSQL's texts have no room for it.
  if (cells.some((cell) => cell.includes('\0'))) throw new BadRow('holds a NUL character');
  const isTooWide = cells.length > width && cells.slice(width).some((cell) => cell !== '');
  if (cells.length < width || isTooWide)
    throw new BadRow(`has ${cells.length} columns, and the header has ${width}${hint}`);
}
