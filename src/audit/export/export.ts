import type { Database } from '../../store/database.ts';
import { pagesOf } from '../../store/pages.ts';
import type { Verifier } from '../note.ts';
import { CHAINS_START, type PlacedEntryRow, placedEntriesAfter } from '../store.ts';
import { type CheckpointRow, checkpointsAfter, lastCheckpoint } from '../tree/store.ts';
import { csvHeader, csvRow } from './csv.ts';
import type { ExportLine } from './format.ts';
import { orphanLeaves, pendingAmong } from './store.ts';

// Small enough that the database looks the leaves up one by one instead of reading all of them for each page.
const PAGE = 1000;

/**
 * The log up to its last checkpoint as JSON lines, which `verifyExport` proves without the database. Entries
 * that are newer than the checkpoint are left out; those that nobody sealed are in, so that they show.
 */
export async function* exportJsonLines(db: Database, verifier: Verifier): AsyncGenerator<string> {
  const size = (await db.read(lastCheckpoint))?.size ?? 0;
  const exportedAt = (await db.read((reader) => reader.now())).toISOString();
  yield line({ type: 'log', version: 1, key: verifier.text, size, exportedAt });
  let entries = 0;
  for await (const { leaf, ...entry } of entriesUpTo(db, size)) {
    entries += 1;
    yield line({ type: 'entry', ...entry, leaf });
  }
  for (const leaf of await db.read((reader) => orphanLeaves(reader, size))) {
    yield line({ type: 'leaf', ...leaf });
  }
  let checkpoints = 0;
  for await (const checkpoint of checkpointsUpTo(db, size)) {
    checkpoints += 1;
    yield line({ type: 'checkpoint', ...checkpoint });
  }
  yield line({ type: 'end', entries, checkpoints });
}

/** The same entries as comma-separated values, for a spreadsheet. Not enough for a proof. */
export async function* exportCsv(db: Database): AsyncGenerator<string> {
  const size = (await db.read(lastCheckpoint))?.size ?? 0;
  yield csvHeader();
  for await (const entry of entriesUpTo(db, size)) yield csvRow(entry);
}

async function* entriesUpTo(db: Database, size: number): AsyncGenerator<PlacedEntryRow> {
  const pages = pagesOf<PlacedEntryRow>(PAGE, (last) =>
    db.read((reader) => placedEntriesAfter(reader, last ?? CHAINS_START, PAGE)),
  );
  for await (const page of pages) {
    const loose = page.filter((entry) => entry.leaf === null).map((entry) => entry.id);
    const waiting = await db.read((reader) => pendingAmong(reader, loose));
    for (const entry of page) {
      const included = entry.leaf === null ? !waiting.has(entry.id) : entry.leaf.index < size;
      if (included) yield entry;
    }
  }
}

async function* checkpointsUpTo(db: Database, size: number) {
  const pages = pagesOf<CheckpointRow>(PAGE, (last) =>
    db.read((reader) => checkpointsAfter(reader, last?.size ?? -1, PAGE)),
  );
  for await (const page of pages) {
    yield* page.filter((checkpoint) => checkpoint.size <= size);
    if ((page.at(-1)?.size ?? size) >= size) return;
  }
}

function line(value: ExportLine): string {
  return `${JSON.stringify(value)}\n`;
}
