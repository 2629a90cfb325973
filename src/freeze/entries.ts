import type { AuditRecord, NewEntry } from '../audit/entry.ts';
import { entryKinds } from '../audit/words.ts';
import { FREEZE, type Freeze } from './freeze.ts';

const KINDS = entryKinds(
  {
    'freeze.begun': 'Began a freeze',
    'freeze.ended': 'Ended the freeze',
    'freeze.over': 'The freeze was over',
  },
  ['freeze.begun', 'freeze.ended'],
);

export function begunEntry(freeze: Freeze): NewEntry {
  const { id, system, reason, exceptions, startedBy, startedAt, endsAt } = freeze;
  return {
    chain: FREEZE.subject(id),
    kind: KINDS['freeze.begun'],
    actor: `principal/${startedBy}`,
    at: startedAt,
    data: {
      about: reason,
      system,
      until: endsAt.toISOString(),
      exceptions,
      ...(system === null ? {} : { subject: { id: `${system}:freeze` } }),
    },
  };
}

export function endedEntry(id: string, by: string, reason: string, at: Date): NewEntry {
  const actor = `principal/${by}` as const;
  return { chain: FREEZE.subject(id), kind: KINDS['freeze.ended'], actor, at, data: { reason } };
}

/** Its time was over. */
export function overEntry(id: string, at: Date): NewEntry {
  return { chain: FREEZE.subject(id), kind: KINDS['freeze.over'], actor: 'service/freeze', at, data: {} };
}

/** Names what the entries of a freeze tell that must not have happened: it begins once, and ends once, not over before its time. */
export function replayFreeze(
  entries: readonly AuditRecord[],
): readonly { readonly seq: number; readonly problem: string }[] {
  const [first] = entries;
  const until = typeof first?.data.until === 'string' ? new Date(first.data.until) : undefined;
  return entries.flatMap(({ seq, kind, at }, index) => {
    const isBeginning = kind === KINDS['freeze.begun'];
    if (isBeginning !== (index === 0))
      return [{ seq, problem: isBeginning ? 'it began a second time' : `the chain begins with ${kind}` }];
    if (index > 1) return [{ seq, problem: `${kind} after its end` }];
    const isEarly = kind === KINDS['freeze.over'] && until !== undefined && at < until;
    return isEarly ? [{ seq, problem: 'it was over before its time, and nobody ended it' }] : [];
  });
}
