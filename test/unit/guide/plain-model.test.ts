import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyMove } from '../../../src/guide/model/apply.ts';
import type { Move } from '../../../src/guide/model/move.ts';
import { freshState } from '../../../src/guide/model/state.ts';
import type { Item, Sheet } from '../../../src/guide/sheet/sheet.ts';

/** As plain as an item can be told: what it asks for, and a word for how it stands. */
interface Plain {
  readonly two: boolean;
  readonly optional: boolean;
  readonly proof: boolean;
  stands: 'open' | 'half' | 'done' | 'failed' | 'skipped';
  halfBy?: string;
  hasProof?: boolean;
}

type Click = readonly [item: number, does: 'tick' | 'prove' | 'fault' | 'skip' | 'reopen', by: string];

const items = fc.array(fc.record({ two: fc.boolean(), optional: fc.boolean(), proof: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});
const clicks = fc.array(
  fc.tuple(
    fc.nat(5),
    fc.constantFrom('tick', 'prove', 'fault', 'skip', 'reopen'),
    fc.constantFrom('ana', 'ben', 'cem'),
  ),
  { maxLength: 40 },
);

/** What a person with a sheet of paper would do. @returns whether the click did anything */
function onPaper(list: Plain[], isOrdered: boolean, [index, does, by]: Click): boolean {
  const isDone = (one: Plain) => one.stands === 'done' || one.stands === 'skipped';
  const it = list[index];
  if (it === undefined || list.every(isDone)) return false;
  if (isOrdered && !list.slice(0, index).every(isDone)) return false;
  const waits = it.stands === 'open' || it.stands === 'half';
  switch (does) {
    case 'tick':
    case 'prove': {
      const proves = does === 'prove';
      if (!waits || (it.proof && !proves && it.hasProof !== true)) return false;
      if (it.two && it.stands === 'open') {
        Object.assign(it, { stands: 'half', halfBy: by, hasProof: proves });
        return true;
      }
      if (it.two && it.halfBy === by) return false;
      it.stands = 'done';
      return true;
    }
    case 'fault':
      if (!waits) return false;
      it.stands = 'failed';
      return true;
    case 'skip':
      if (it.stands !== 'failed' && !(it.optional && waits)) return false;
      it.stands = 'skipped';
      return true;
    case 'reopen':
      if (waits) return false;
      Object.assign(it, { stands: 'open', halfBy: undefined, hasProof: undefined });
      return true;
  }
}

const MOVES: Readonly<Record<Click[1], (item: string) => Move>> = {
  tick: (item) => ({ do: 'ticked', item }),
  prove: (item) => ({ do: 'ticked', item, evidence: 'seen' }),
  fault: (item) => ({ do: 'faulted', item, reason: 'it is not' }),
  skip: (item) => ({ do: 'skipped', item, reason: 'not today' }),
  reopen: (item) => ({ do: 'reopened', item }),
};

it.each([
  ['a checklist', false],
  ['a procedure', true],
])('%s does with any clicks of three people what a person with a sheet of paper would do', (_, isOrdered) => {
  fc.assert(
    fc.property(items, clicks, (written, all) => {
      const paper = written.map((one): Plain => ({ ...one, stands: 'open' }));
      const sheet = sheetOf(written, isOrdered);
      let state = freshState('ana');
      for (const click of all) {
        const [index, does, by] = click;
        const next = applyMove(sheet, state, MOVES[does](`item-${index}`), {
          by,
          at: '2026-11-02T09:00:00Z',
        });
        expect(!('hindrance' in next)).toBe(onPaper(paper, isOrdered, click));
        if (!('hindrance' in next)) state = next;
      }
      expect(
        written.map((_one, index) => {
          const { end, first } = state.items[`item-${index}`] ?? {};
          return end ?? (first === undefined ? 'open' : 'half');
        }),
      ).toEqual(paper.map(({ stands }) => stands));
      const isOver = paper.every(({ stands }) => stands === 'done' || stands === 'skipped');
      expect(state.phase).toBe(isOver ? 'completed' : 'open');
    }),
    { numRuns: 500 },
  );
});

function sheetOf(written: readonly Pick<Plain, 'two' | 'optional' | 'proof'>[], isOrdered: boolean): Sheet {
  return {
    ...{ ref: 'mill:procedures/start', system: 'mill', title: 'Start the mill', version: '', source: '' },
    kind: isOrdered ? 'procedures' : 'checklists',
    about: [],
    items: written.map(
      ({ two, optional, proof }, index): Item => ({
        id: `item-${index}`,
        title: `Item ${index}`,
        ...{ source: '', section: '', due: null, shows: [], of: [], remedies: [], notes: [] },
        rank: isOrdered ? index : 0,
        work: { by: 'person', question: 'Is it?' },
        evidence: proof ? 'required' : 'none',
        twoPeople: two,
        skippable: optional,
      }),
    ),
  };
}
