import { type Remembered, recordsOf, TICKS_A_SECOND } from './attempt-record.ts';
import { type Family, rememberedFamily } from './family.ts';
import { type Killed, killAll, type Marked, marked } from './process-group.ts';
import { exists, type ProcessTable } from './process-table.ts';

/** How long starting a program may take, at most. */
const START_S = 5;

/**
 * Kills what attempts left running, whoever watched them: by their mark, and by what was written down of those that hide
 * from it (another session, an environment of their own, a user whose processes we cannot look into).
 * @param watched whom we watched ourselves, where our own process is still there.
 * @returns how many are gone, and how many may still run.
 */
export async function reap(mark: Marked, watched?: Pick<Family, 'learn' | 'alive'>): Promise<Killed> {
  const records = recordsOf(mark);
  if (process.platform !== 'linux') return { killed: 0, left: countUnseen(records) };
  const remembered = records.flatMap(({ known }) => (known ? [rememberedFamily(known)] : []));
  const families = watched === undefined ? remembered : [watched, ...remembered];
  const { killed, left, table } = await killAll((table) => {
    for (const family of families) family.learn(table);
    return [...new Set([...marked(mark, table), ...families.flatMap((family) => family.alive())])];
  });
  const unclear = records.reduce((sum, record) => sum + unclearOf(record, table), 0);
  if (left + unclear === 0) for (const record of records) record.remove();
  return { killed, left: left + unclear };
}

/** Where nothing tells a process from a later one with its number, nobody is killed on a suspicion. */
function countUnseen(records: readonly Remembered[]): number {
  const may = records.filter(({ known }) => known?.members.some(([pid]) => exists(pid)) ?? true);
  for (const record of records) if (!may.includes(record)) record.remove();
  return may.length;
}

/** Programs that may be those of a record that does not tell which it started. */
function unclearOf({ known, since }: Remembered, table: ProcessTable): number {
  if (known === undefined) return 1;
  if (known !== null) return 0;
  const until = since + START_S * TICKS_A_SECOND;
  return table.all.filter(({ pid, session, start, ended }) => {
    // A second of room: our own start is known less exactly than theirs.
    const fits = Number(start) >= since - TICKS_A_SECOND && Number(start) <= until;
    return !ended && fits && session === pid && table.environmentOf(pid) === undefined;
  }).length;
}
