/** What can be wrong with a log, as a stable identifier for programs and tests. */
export type Problem =
  | 'entry.hash'
  | 'entry.body'
  | 'entry.copy'
  | 'entry.unsealed'
  | 'entry.foreign'
  | 'entry.missing'
  | 'chain.gap'
  | 'chain.link'
  | 'leaf.missing'
  | 'leaf.hash'
  | 'subtree.hash'
  | 'tree.root'
  | 'checkpoint.signature'
  | 'checkpoint.altered'
  | 'checkpoint.missing'
  | 'log.truncated'
  | 'key.changed'
  | 'export.damaged'
  | 'replay'
  | 'table.altered'
  | 'table.foreign'
  | 'table.missing';

/** One thing that is wrong: where, what should be there, and what is there instead. */
export interface Finding {
  readonly problem: Problem;
  readonly chain?: string;
  readonly seq?: number;
  /** The row of a table that is not what the chain says, in words. */
  readonly row?: string;
  /** Id of the entry's row. */
  readonly entry?: number;
  readonly leaf?: number;
  /** Size of the checkpoint. */
  readonly checkpoint?: number;
  readonly expected: string;
  readonly found: string;
}

export interface Findings {
  add(finding: Finding): void;
  readonly total: number;
  /** The first ones; {@link total} counts them all. */
  readonly list: readonly Finding[];
}

/** Collects findings, and remembers only the first `limit`: a log that was torn to pieces has millions. */
export function collectFindings(limit = 1000): Findings {
  const list: Finding[] = [];
  let total = 0;
  return {
    add(finding) {
      total += 1;
      if (list.length < limit) list.push(finding);
    },
    get total() {
      return total;
    },
    list,
  };
}
