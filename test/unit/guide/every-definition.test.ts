import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../src/audit/entry.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { completedEntry, GUIDES, moveEntry, startedEntry } from '../../../src/guide/entries.ts';
import { applyMove } from '../../../src/guide/model/apply.ts';
import { beginsAtOnce } from '../../../src/guide/model/begun-with.ts';
import type { Move } from '../../../src/guide/model/move.ts';
import { freshState, type GuideState, type Placed, standings } from '../../../src/guide/model/state.ts';
import { replayGuide, replayState } from '../../../src/guide/replay.ts';
import type { Sheet } from '../../../src/guide/sheet/sheet.ts';
import { sheetIn } from '../../../src/guide/sheet/sheet.ts';
import { sheetOf, startablesIn } from '../../../src/guide/sheet/sheet-of.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';

const { runbooks } = loadRunbooks(join(projectRoot, 'runbooks'), stepKinds);
const refs = runbooks.flatMap((runbook) => startablesIn(runbook).map(({ ref }) => ref));
const AT = new Date('2026-11-02T09:00:00Z');

function sheetNamed(ref: string): Sheet {
  const sheet = sheetOf(runbooks, ref);
  if (sheet === undefined) throw new Error(`no sheet for ${ref}`);
  return sheet;
}

/** What is written down of a guide as it goes. */
function history(sheet: Sheet) {
  const entries: AuditRecord[] = [];
  const say = (entry: Omit<AuditRecord, 'id' | 'seq'>) => {
    // As a log gives it back: nothing but its JSON.
    const data = JSON.parse(JSON.stringify(entry.data)) as AuditRecord['data'];
    entries.push({ ...entry, data, id: entries.length + 1, seq: entries.length + 1 });
  };
  say(startedEntry('gde-1', sheet, 'ana', AT));
  let state = freshState('ana');
  return {
    entries,
    get state() {
      return state;
    },
    /** @returns whether it was made */
    make(move: Move, by = 'ana'): boolean {
      const actor = move.do === 'decided' ? GUIDES : (`principal/${by}` as const);
      const who = move.do === 'decided' ? GUIDES : by;
      const next = applyMove(sheet, state, move, { by: who, at: AT.toISOString() });
      if ('hindrance' in next) return false;
      state = next;
      say(moveEntry('gde-1', move, actor, AT));
      if (next.phase === 'completed' && move.do !== 'concluded') say(completedEntry('gde-1', AT));
      return true;
    },
  };
}

/** What somebody who goes on as the runbook says does with the first thing that can be done. */
function onward({ item, standing, state }: Placed, choice: number): readonly Move[] {
  if (standing === 'asked') return [{ do: 'weighed', item: item.id, due: choice % 2 === 0 }];
  const awaits = state.awaits ?? `run/run-${item.id}`;
  const { work } = item;
  switch (work.by) {
    case 'person':
      return [{ do: 'ticked', item: item.id, evidence: 'https://proof.example.com' }];
    case 'answer': {
      const chosen = work.choices[choice % work.choices.length];
      return [{ do: 'answered', item: item.id, choice: chosen?.id ?? '' }];
    }
    default:
      return [
        ...(standing === 'running' ? [] : [{ do: 'begun', items: [item.id], awaits } as const]),
        {
          do: 'decided',
          awaits,
          results: [{ item: item.id, end: 'done', outcome: 'succeeded', says: '' }],
        },
      ];
  }
}

const DOABLE = new Set(['asked', 'open', 'half', 'running']);
const firstDoable = (sheet: Sheet, state: GuideState) =>
  standings(sheet, state).find(({ standing }) => DOABLE.has(standing));

describe('what the runbooks have to be worked through', () => {
  it('is all of five systems', () => {
    const kinds = Object.groupBy(refs, (ref) => /:([a-z]+)\//.exec(ref)?.[1] ?? '');
    expect(Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all?.length]))).toEqual({
      checklists: runbooks.reduce((sum, { checklists }) => sum + Object.keys(checklists).length, 0),
      procedures: runbooks.reduce((sum, { procedures }) => sum + Object.keys(procedures).length, 0),
      decisions: runbooks.reduce((sum, { decisions }) => sum + Object.keys(decisions).length, 0),
      troubleshooting: runbooks.reduce(
        (sum, { troubleshooting }) => sum + Object.keys(troubleshooting).length,
        0,
      ),
    });
    expect(new Set(runbooks.map(({ id }) => id)).size).toBe(5);
  });

  it.each(refs)('%s starts, comes to its end whatever is chosen, and its history replays to it', (ref) => {
    const sheet = sheetNamed(ref);
    expect(sheetIn(JSON.parse(JSON.stringify(sheet)))).toEqual(sheet);
    expect(new Set(sheet.items.map(({ id }) => id)).size).toBe(sheet.items.length);
    for (let choice = 0; choice < 6; choice += 1) {
      const its = history(sheet);
      for (let steps = 0; its.state.phase === 'open'; steps += 1) {
        expect(steps).toBeLessThan(3 * sheet.items.length + 3);
        const next = firstDoable(sheet, its.state);
        if (next === undefined) throw new Error(`nothing can be done, and it is not over: ${ref}`);
        for (const move of onward(next, choice))
          expect(its.make(move, steps % 2 === 0 ? 'ana' : 'ben')).toBe(true);
      }
      expect(its.state.phase).toBe('completed');
      expect(replayGuide(its.entries)).toEqual([]);
      expect(replayState(its.entries)?.state).toEqual(its.state);
    }
  });

  it('names nothing as what follows that no runbook has', () => {
    const named = refs.flatMap((ref) =>
      sheetNamed(ref).items.flatMap(({ work, remedies }) => [
        ...(work.by === 'guide' ? [work.guide.ref] : []),
        ...remedies.map((one) => one.ref),
      ]),
    );
    expect(named.filter((ref) => !refs.includes(ref))).toEqual([]);
  });

  it('of the morning begins with everything that only looks, once each', () => {
    const sheet = sheetNamed('twist:checklists/morning');
    const looks = beginsAtOnce(standings(sheet, freshState('ana'))).map(({ work }) =>
      work.by === 'action' ? work.action.ref : '',
    );
    expect(looks).toEqual([
      'twist:health/system',
      'twist:health/economic',
      'twist:health/oracles',
      'twist:health/liquidity',
    ]);
  });

  it('replays from its log to how it stands, whatever was clicked in which order', () => {
    const person = fc.constantFrom('ana', 'ben', 'cem');
    const clicks = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(7), person), { maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...refs), clicks, (ref, all) => {
        const sheet = sheetNamed(ref);
        const its = history(sheet);
        for (const [which, choice, kind, by] of all) {
          const { item, state } = standings(sheet, its.state)[which % sheet.items.length] as Placed;
          its.make(clicked(item.id, item.work, state.awaits, kind, choice), by);
        }
        expect(replayGuide(its.entries)).toEqual([]);
        expect(replayState(its.entries)?.state).toEqual(its.state);
      }),
      { numRuns: 300 },
    );
  });

  it('is told by its history when an entry was left out, or put in', () => {
    const sheet = sheetNamed('twist:procedures/circuit-breaker');
    const its = history(sheet);
    for (let choice = 0; its.state.phase === 'open'; choice += 1)
      for (const move of onward(firstDoable(sheet, its.state) as Placed, choice)) its.make(move);
    const without = its.entries.toSpliced(1, 1);
    expect(replayGuide(without).length).toBeGreaterThan(0);
    const early = its.entries.toSpliced(2, 0, { ...(its.entries.at(-1) as AuditRecord), seq: 99 });
    expect(replayGuide(early)).toContainEqual({ seq: 99, problem: 'not all of it is done' });
    expect(replayGuide(its.entries.slice(0, -1))).toEqual([
      { seq: its.entries.length - 1, problem: 'all of it was done, and it did not end' },
    ]);
  });
});

/** One of the clicks that a card could have had, whether or not it has it now. */
function clicked(
  item: string,
  work: Sheet['items'][number]['work'],
  awaits: string | undefined,
  kind: number,
  choice: number,
): Move {
  const chosen = work.by === 'answer' ? work.choices[choice % work.choices.length]?.id : undefined;
  const waited = awaits ?? `run/run-${choice}`;
  const end = choice % 3 === 0 ? ('failed' as const) : ('done' as const);
  const all: readonly Move[] = [
    { do: 'begun', items: [item], awaits: `run/run-${choice}` },
    { do: 'decided', awaits: waited, results: [{ item, end, outcome: end, says: '' }] },
    { do: 'ticked', item, evidence: 'seen' },
    { do: 'faulted', item, reason: 'not so' },
    { do: 'answered', item, choice: chosen ?? 'none' },
    { do: 'weighed', item, due: choice % 2 === 0 },
    { do: 'skipped', item, reason: choice % 5 === 0 ? ' ' : 'not today' },
    choice % 7 === 0 ? { do: 'handed-over', principal: 'ben' } : { do: 'reopened', item },
  ];
  return all[kind] as Move;
}
