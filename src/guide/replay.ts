import type { AuditRecord } from '../audit/entry.ts';
import { principalIn } from '../audit/sentence.ts';
import { COMPLETED, GUIDES, moveIn, STARTED } from './entries.ts';
import { applyMove } from './model/apply.ts';
import { freshState, type GuideState } from './model/state.ts';
import { type Sheet, sheetIn } from './sheet/sheet.ts';

/** What the chain of a guide comes to. */
export interface Replayed {
  readonly sheet: Sheet;
  readonly state: GuideState;
  readonly startedBy: string;
}

interface Finding {
  readonly seq: number;
  readonly problem: string;
}

/** Goes through the chain of one guide, from its entries alone, and names each that the rules did not allow. */
export function replayGuide(entries: readonly AuditRecord[]): readonly Finding[] {
  const findings: Finding[] = [];
  const replayed = goThrough(entries, findings);
  if (replayed === undefined && entries[0] !== undefined)
    findings.push({ seq: entries[0].seq, problem: 'a guide begins with what it was started with' });
  return findings;
}

/** What the chain comes to; undefined where it does not begin like one of a guide. */
export function replayState(entries: readonly AuditRecord[]): Replayed | undefined {
  return goThrough(entries, []);
}

function goThrough(entries: readonly AuditRecord[], findings: Finding[]): Replayed | undefined {
  const [first, ...rest] = entries;
  const startedBy = first && principalIn(first.actor);
  const sheet = first?.kind === STARTED ? sheetIn(first.data.sheet) : undefined;
  if (first === undefined || startedBy === undefined || sheet === undefined) return undefined;
  let state = freshState(startedBy);
  let isDue = false;
  let last = first.at;
  for (const entry of rest) {
    const { seq, kind, actor, at } = entry;
    const problem = (text: string): number => findings.push({ seq, problem: text });
    if (at < last) problem('it is older than the entry before it');
    last = at;
    if (kind === COMPLETED) {
      if (!isDue) problem('not all of it is done');
      isDue = false;
      continue;
    }
    const move = moveIn(entry);
    if (move === undefined) {
      problem(`${kind} is no entry of a guide`);
      continue;
    }
    const by = principalIn(actor) ?? actor;
    if ((move.do === 'decided') !== (actor === GUIDES)) problem(`${actor} is not who does this`);
    const next = applyMove(sheet, state, move, { by, at: at.toISOString() });
    if ('hindrance' in next) {
      problem(`this could not be done: ${next.hindrance}`);
      continue;
    }
    isDue = next.phase === 'completed' && move.do !== 'concluded';
    state = next;
  }
  const end = entries.at(-1);
  if (isDue && end !== undefined)
    findings.push({ seq: end.seq, problem: 'all of it was done, and it did not end' });
  return { sheet, state, startedBy };
}
