import { addressOf, connect } from '../database.ts';
import { type Call, EXIT, type Script, ScriptFailure } from '../script.ts';

const TABLES = ['migration_jobs', 'account_migrations'] as const;

/**
 * The database is newer than the pg_dump of many machines, which then refuses it: this one writes the same sort of file. All else
 * of the database is asked by the real psql.
 */
const pgDump: Script = {
  summary: 'Stands for pg_dump: one database as SQL on standard output.',
  words: '<database>',
  run: async (call) => ({ output: await dump(call) }),
};

async function dump({ plant, words: [name = ''] }: Call): Promise<string> {
  const sql = connect(addressOf(plant.read().places.databasePort, name), 'pg_dump');
  try {
    const pieces = ['--\n-- PostgreSQL database dump\n--\n'];
    for (const table of TABLES) {
      const [shape] = await sql<
        { columns: string }[]
      >`select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod))
          || case when attnotnull then ' not null' else '' end, E',\n  ' order by attnum) as columns
        from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`;
      pieces.push(`create table ${table} (\n  ${shape?.columns ?? ''}\n);\n`);
      const rows = await sql<
        { line: string }[]
      >`select format('insert into ${sql.unsafe(table)} select * from jsonb_populate_record(null::${sql.unsafe(table)}, %L);',
          to_jsonb(t)) as line from ${sql(table)} t`;
      pieces.push(...rows.map(({ line }) => line));
      const keys = await sql<
        { line: string }[]
      >`select format('alter table ${sql.unsafe(table)} add %s;', pg_get_constraintdef(oid)) as line
        from pg_constraint where conrelid = ${table}::regclass and contype in ('p', 'f', 'c') order by contype desc`;
      pieces.push(...keys.map(({ line }) => line), `grant select on ${table} to upgrade_read;`);
    }
    return [...pieces, '\n--\n-- PostgreSQL database dump complete\n--'].join('\n');
  } catch (error) {
    throw new ScriptFailure(EXIT.failed, `pg_dump: error: connection to server failed: ${String(error)}`);
  } finally {
    await sql.end();
  }
}

export const tools = { pg_dump: pgDump };
