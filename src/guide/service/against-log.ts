import type { ToldChain } from '../../audit/verify/listener.ts';
import type { ChainTables, Difference } from '../../audit/verify/tables.ts';
import { canonicalJson, type Json } from '../../canonical.ts';
import { GUIDE } from '../guide.ts';
import { replayState } from '../replay.ts';
import { type GuideRow, holdGuide, readGuideRows, unloggedGuides } from '../store.ts';

/** Compares guides with what their chains come to. */
export const guideTables: ChainTables = {
  async compare(reader, chains) {
    const rows = await readGuideRows(
      reader,
      chains.map(({ chain }) => idIn(chain)),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return chains.flatMap((told) => differencesIn(told, byId.get(idIn(told.chain))));
  },
  async hold(tx, chain) {
    await holdGuide(tx, idIn(chain));
  },
  async unlogged(reader, after, limit) {
    return (await unloggedGuides(reader, idIn(after), limit)).map(GUIDE.subject);
  },
};

function idIn(chain: string): string {
  return GUIDE.idIn(chain) ?? '';
}

function differencesIn({ chain, records }: ToldChain, row: GuideRow | undefined): readonly Difference[] {
  const told = replayState(records);
  const name = 'the guide';
  if (told === undefined) {
    if (row === undefined) return [];
    const expected = 'no guide: it was never started';
    return [{ chain, row: name, problem: 'table.foreign', expected, found: `a guide of ${row.ref}` }];
  }
  if (row === undefined) {
    const expected = `a guide of ${told.sheet.ref}`;
    return [{ chain, row: name, problem: 'table.missing', expected, found: 'no row' }];
  }
  const { sheet, state, startedBy } = told;
  return [
    ...compared(chain, 'who started the guide', startedBy, row.startedBy),
    ...compared(chain, 'what the guide is of', sheet.ref, row.ref),
    ...compared(chain, 'what the guide was started with', canonicalJson(json(sheet)), canonical(row.sheet)),
    ...compared(chain, 'how the guide stands', canonicalJson(json(state)), canonical(row.state)),
    ...compared(chain, 'whether the guide is over', state.phase, row.phase),
    ...compared(chain, 'who leads the guide', state.owner, row.owner),
  ];
}

function json(value: unknown): Json {
  return value as Json;
}

/** A text that is no JSON any more is shown as it is. */
function canonical(text: string): string {
  try {
    return canonicalJson(JSON.parse(text) as Json);
  } catch {
    return text;
  }
}

function compared(chain: string, row: string, expected: string, found: string): readonly Difference[] {
  return expected === found ? [] : [{ chain, row, problem: 'table.altered', expected, found }];
}
