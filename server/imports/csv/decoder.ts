import { Transform } from 'node:stream';
import { UsageError } from '../../features/settings/setting-options.ts';

export const encodings = ['utf-8', 'windows-1252', 'utf-16le'] as const;
export type Encoding = (typeof encodings)[number];

/** Bytes to text. Fails at the first that are none, naming the line: a wrong guess would end as wrong names on screens. */
export function decoder(encoding: Encoding): Transform {
  const strict = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  const decode = (bytes: Buffer | undefined): string => {
    try {
      const text = bytes ? strict.decode(bytes, { stream: true }) : strict.decode();
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line++;
      return text;
    } catch {
      throw new UsageError(refusal(encoding, line + (bytes ? linesBeforeFault(bytes, encoding) : 0), bytes));
    }
  };
  const through = (bytes: Buffer | undefined, done: (error: Error | null, text?: string) => void) => {
    try {
      done(null, decode(bytes));
    } catch (error) {
      done(error as Error);
    }
  };
  return new Transform({
    readableObjectMode: false,
    transform: (bytes: Buffer, _encoding, done) => through(bytes, done),
    flush: (done) => through(undefined, done),
  });
}

function refusal(encoding: Encoding, line: number, bytes: Buffer | undefined): string {
  const looksWide = line === 1 && (bytes?.[0] === 0xff || bytes?.[0] === 0xfe);
  const other = looksWide ? 'utf-16le' : 'windows-1252';
  return (
    `line ${line} has bytes that are no ${encoding.toUpperCase()} text. Save the file as "CSV UTF-8", ` +
    `or say --encoding ${other} when that is what it is. Nothing was imported`
  );
}

/** Within one piece of the file, which may begin in the middle of a character: what is lost there is no fault. */
function linesBeforeFault(bytes: Buffer, encoding: Encoding): number {
  let lines = 0;
  for (let from = 0; ; lines++) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) return lines;
    const begin = lines === 0 ? skipContinuation(bytes) : from;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(begin, end));
    } catch {
      return lines;
    }
    from = end + 1;
  }
}

/** Bytes 10xxxxxx go on with a character that began in the piece before; there are three at most. */
function skipContinuation(bytes: Buffer): number {
  let begin = 0;
  while (begin < 3 && ((bytes[begin] ?? 0) & 0xc0) === 0x80) begin++;
  return begin;
}
