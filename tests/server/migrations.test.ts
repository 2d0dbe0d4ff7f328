/** Every step of the tables can be taken back, and done again. */
import { beforeAll, expect, test } from 'vitest';
import { migrations } from '../../migrations/list.ts';
import { startApp, type TestApp } from '../support/app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ statementMillis: 60_000 });
});

/** Columns, indexes and constraints, in words of the catalogue; a column that comes again stands last. */
async function catalogue(): Promise<string[]> {
  const { rows } = await app.db.raw(`
    select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, generation_expression) as it
    from information_schema.columns where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'`);
  return rows.map(({ it }: { it: string }) => it).sort();
}

test('each migration is taken back to what was before it, and all of them again give the same tables', async () => {
  const after = [await catalogue()];
  const steps = Object.entries(migrations);
  for (const [, { down }] of steps.toReversed()) {
    await down(app.db);
    after.unshift(await catalogue());
  }
  for (const [at, [name, { up }]] of steps.entries()) {
    await up(app.db);
    expect(await catalogue(), name).toEqual(after[at + 1]);
  }
});
