import type { PoolClient } from 'pg';

/** A row of the file as it was read. Without a value it is a bad one that takes its fellows with it. */
export interface StagedRow {
  line: number;
  key: string;
  value: unknown;
}

/**
 * What the file holds, set aside in a temporary table and read back in the order of its keys: so rows of one key meet
 * wherever they stand, in as little memory as ever. It goes with the connection.
 */
export function stagedRowsStore(client: Pick<PoolClient, 'query'>) {
  return {
    async open(): Promise<void> {
      await client.query(`
        create temporary table staged (line int not null, key text collate "C" not null, value json);
        create temporary table would_exist (name text collate "C" primary key)`);
    },

    async add(rows: StagedRow[]): Promise<void> {
      const text = `insert into staged select line, key, value
        from json_to_recordset($1::json) as r(line int, key text, value json)`;
      await client.query({ name: 'stage', text, values: [JSON.stringify(rows)] });
    },

    /** After the last row. */
    async close(): Promise<void> {
      await client.query('create index on staged (key, line); analyze staged');
    },

    /** The next rows behind one, in the order of keys and lines. */
    async after({ key, line }: Pick<StagedRow, 'key' | 'line'>, count: number): Promise<StagedRow[]> {
      const text = `select line, key, value from staged where (key, line) > ($1, $2) order by key, line limit $3`;
      return (await client.query<StagedRow>({ name: 'staged', text, values: [key, line, count] })).rows;
    },

    /** Notes names, for good even when a batch is rolled back; gives how many were not noted before. */
    async note(names: string[]): Promise<number> {
      if (names.length === 0) return 0;
      const text = 'insert into would_exist select unnest($1::text[]) on conflict do nothing';
      return (await client.query(text, [names])).rowCount ?? 0;
    },

    /** Which of these have been noted. */
    async noted(names: string[]): Promise<Set<string>> {
      if (names.length === 0) return new Set();
      const text = 'select name from would_exist where name = any($1)';
      return new Set((await client.query<{ name: string }>(text, [names])).rows.map(({ name }) => name));
    },
  };
}
