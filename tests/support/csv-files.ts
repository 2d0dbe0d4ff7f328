/** CSV files for tests, and the built command that imports them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { run } from '../ops/program.ts';
import { copyDatabase } from './app.ts';

export interface ImportResult {
  code: number | NodeJS.Signals;
  stdout: string;
  stderr: string;
  /** The lines about rows that were not imported. */
  bad: string[];
}

/** A database with one site, and a folder for files, both gone when the test file ends. */
export async function importBench(site = 'pottery') {
  const databaseUrl = await copyDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'customer-center-import-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const env = { DATABASE_URL: databaseUrl };
  await run('site', { args: ['add', site, '--name', 'Pottery School'], env });
  let files = 0;

  async function write(content: string | Buffer): Promise<string> {
    const file = join(folder, `${++files}.csv`);
    await writeFile(file, content);
    return file;
  }

  async function importFile(file: string, as: string, ...args: string[]): Promise<ImportResult> {
    const all = ['csv', file, '--as', as, '--site', site, ...args];
    const { code, stdout, stderr } = await run('import', { args: all, env });
    return { code, stdout, stderr, bad: stderr.split('\n').filter((line) => /^line \d+, /.test(line)) };
  }

  async function query<Row extends object = Record<string, unknown>>(
    sql: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return (await client.query<Row>(sql, values).finally(() => client.end())).rows;
  }

  return {
    databaseUrl,
    site,
    env,
    write,
    importFile,
    query,
    importText: async (text: string | Buffer, as: string, ...args: string[]) =>
      importFile(await write(text), as, ...args),
    /** Where each row of these tables stands: the same as long as nobody has written it, be it the same values. */
    places: async (...tables: string[]) =>
      query(
        tables
          .map((table) => `select '${table}' as name, ctid::text, xmin::text, xmax::text from ${table}`)
          .join(' union all ') + ' order by 1, 2',
      ),
  };
}
