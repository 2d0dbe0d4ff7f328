/** What an import of a million customers costs: rows a second, and the most memory it ever holds. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

interface Run {
  name: string;
  seconds: number;
  megabytes: number;
  said: string;
}

/** Runs the built command on files of its own; `print` is given the rows of a table. */
export async function measureCsvImport(
  databaseUrl: string,
  siteId: string,
  print: (title: string, rows: string[][]) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'customer-center-bench-csv-'));
  const runs: Run[] = [];
  for (const [size, name] of [
    [10_000, 'small'],
    [1_000_000, 'large'],
  ] as const) {
    const file = join(folder, `${name}.csv`);
    await pipeline(Readable.from(customersFile(name, size)), createWriteStream(file));
    const words = size.toLocaleString('en');
    for (const again of ['', ', again']) runs.push(await run(`${words} customers${again}`, file, databaseUrl, siteId));
  }
  rmSync(folder, { recursive: true });
  print('an import of a CSV file, read and stored', [
    ['', 'seconds', 'rows', 'most memory', ''],
    ...runs.map(({ name, seconds, megabytes, said }) => {
      const rows = Number(/from (\d+) rows/.exec(said)?.[1] ?? 0);
      return [name, seconds.toFixed(1), `${Math.round(rows / seconds)}/s`, `${megabytes.toFixed(0)} MB`, said];
    }),
  ]);
}

function* customersFile(name: string, size: number): Generator<string> {
  yield 'email,first name,last name,phone,tags,customer since\n';
  for (let n = 0; n < size; n++) {
    yield `person-${(n * 7919) % size}@${name}.example,Ann-${n},Lee,+49 40 ${n},"vip, clay",2024-01-05 10:11:12\n`;
  }
}

/** The command's own peak, which it tells at its end. */
const tellPeak = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`;

async function run(name: string, file: string, databaseUrl: string, siteId: string): Promise<Run> {
  const args = [
    '--import',
    tellPeak,
    resolve('dist/server/import.js'),
    'csv',
    file,
    '--as',
    'customers',
    '--site',
    siteId,
  ];
  const began = performance.now();
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name}: ${said}`);
  const megabytes = Number(/peak (\d+)/.exec(said)?.[1]) / 1024;
  return { name, seconds: (performance.now() - began) / 1000, megabytes, said: said.split('\n')[0] ?? '' };
}
