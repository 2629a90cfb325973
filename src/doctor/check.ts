/** What a check found: `warning` is worth mending, with a `problem` something will not work. */
export interface Diagnosis {
  readonly level: 'ok' | 'warning' | 'problem';
  /** One sentence. Never holds a secret. */
  readonly says: string;
  /** What to do about it; '' for ok. */
  readonly next: string;
}

/** One thing that can be checked. Rooms and integrations add theirs to the list. */
export interface Check {
  /** Short and stable, e.g. `database`. */
  readonly id: string;
  /** Answers at least one finding. What it throws is reported as a problem. */
  run(): Promise<readonly Diagnosis[]> | readonly Diagnosis[];
}

export function ok(says: string): Diagnosis {
  return { level: 'ok', says, next: '' };
}

export function warning(says: string, next: string): Diagnosis {
  return { level: 'warning', says, next };
}

export function problem(says: string, next: string): Diagnosis {
  return { level: 'problem', says, next };
}

/** The findings, or one `ok` when there are none. */
export function orOk(findings: readonly Diagnosis[], says: string): readonly Diagnosis[] {
  return findings.length > 0 ? findings : [ok(says)];
}

/** `1 runbook is`, `2 runbooks are`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
