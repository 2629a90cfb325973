import type { AuditRecord } from '../../audit/entry.ts';

/** Names what the entries of a run tell that must not have happened. */
export function replayRun(entries: readonly AuditRecord[]): readonly { seq: number; problem: string }[] {
  return entries.flatMap(({ seq, kind, data }, index) => {
    if (index === 0 && kind !== 'run.queued') return [{ seq, problem: `the chain begins with ${kind}` }];
    return kind === 'run.unwarranted' ? [{ seq, problem: `it was stopped: ${String(data.why)}` }] : [];
  });
}
