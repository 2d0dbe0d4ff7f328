/** Reads a CSV file a row at a time, whatever its size; only what is being worked on is in memory. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parse, type CsvError } from 'csv-parse';
import { UsageError } from '../../features/settings/setting-options.ts';
import { decoder, type Encoding } from './decoder.ts';

export interface FileRow {
  /** Where it begins; the first line is 1. */
  line: number;
  /** Where it ends: later than it begins when a cell has line breaks. */
  lastLine: number;
  cells: string[];
}

interface Options {
  file: string;
  encoding: Encoding;
  /** Told which part of the file has been read, 1 for all of it. */
  onShare: (share: number) => void;
}

/** Far more than any real row: what is longer has a quotation mark that is never closed. */
const longestRow = 1_000_000;

/** Every row that is not empty, the header first. Throws a `UsageError` for what no later row could make up for. */
export async function* readRows({ file, encoding, onShare }: Options): AsyncGenerator<FileRow> {
  const delimiter = await findDelimiter(file, encoding);
  const parser = parse({
    delimiter,
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const { size } = await stat(file);
  source.on('data', () => onShare(source.bytesRead / size));
  const reading = pipeline(source, decoder(encoding), parser);
  reading.catch(() => undefined);
  let next = 1;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const line = next;
      const lastLine = line + countBreaks(cells);
      next = lastLine + 1;
      const isEmpty = cells.every((cell) => cell.trim() === '');
      if (!isEmpty && !(line === 1 && isSeparatorHint(cells.join(delimiter)))) yield { line, lastLine, cells };
    }
    await reading;
  } catch (error) {
    throw explain(error, next);
  }
}

function countBreaks(cells: string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  }
  return breaks;
}

/** Excel's own way to name the delimiter, on a line before the header. */
const isSeparatorHint = (line: string): boolean => /^\uFEFF?"?sep=.?"?$/i.test(line);

/** Of comma, semicolon and tab, that which the header has most of outside of quotation marks. */
async function findDelimiter(file: string, encoding: Encoding): Promise<string> {
  const [first = '', second = ''] = (await readStart(file, encoding)).split(/\r\n|\n|\r/, 2);
  if (isSeparatorHint(first)) return /^\uFEFF?"?sep=([^"])/i.exec(first)?.[1] ?? ',';
  const bare = (first || second).replace(/"(?:[^"]|"")*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counts.toSorted((one, other) => other.count - one.count)[0]?.delimiter ?? ',';
}

async function readStart(file: string, encoding: Encoding): Promise<string> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} can't be read (${error.code ?? error.message})`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
    return new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead));
  } catch (error) {
    throw new UsageError(`${file} can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  } finally {
    await handle.close();
  }
}

function explain(error: unknown, line: number): unknown {
  const { code } = error as Partial<CsvError>;
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new UsageError(`line ${line}: a quotation mark is opened there and never closed. Nothing was imported`);
  }
  return error;
}
