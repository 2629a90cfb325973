import { inArray, sql } from 'drizzle-orm';
import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Json } from '../../../src/canonical.ts';
import type { Database, Reader, Tx } from '../../../src/store/database.ts';
import type { Note } from './note.ts';

const note = pgTable('note', {
  id: text().primaryKey(),
  text: text().notNull(),
  by: text().notNull(),
  place: jsonb().$type<Json>().notNull(),
  struck: boolean().notNull().default(false),
});

/** A room of the program has a migration instead. */
export async function makeTable(db: Database): Promise<void> {
  await db.transact((tx) =>
    tx.orm.execute(
      sql`create table note (id text primary key, text text not null, by text not null, place jsonb not null,
        struck boolean not null default false)`,
    ),
  );
}

export async function insertNote(tx: Tx, row: Note): Promise<void> {
  await tx.orm.insert(note).values(row);
}

export async function strikeNote(tx: Tx, id: string): Promise<boolean> {
  const struck = await tx.orm
    .update(note)
    .set({ struck: true })
    .where(sql`${note.id} = ${id} and not ${note.struck}`)
    .returning({ id: note.id });
  return struck.length > 0;
}

export async function readNotes(reader: Reader, ids: readonly string[]): Promise<readonly Note[]> {
  return reader.orm
    .select()
    .from(note)
    .where(inArray(note.id, [...ids]));
}
