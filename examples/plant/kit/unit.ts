/** A unit as a plant keeps it. */
export interface KeptUnit {
  readonly state: 'active' | 'inactive' | 'failed';
  /** Since when it is so, by the clock of the plant. */
  readonly since: string;
  readonly pid?: number | null;
}

const SUB_STATES = { active: 'running', inactive: 'dead', failed: 'failed' } as const;

/** What `systemctl show` prints of a unit; of undefined, that there is none. @param now by the clock of the plant */
export function unitProperties(unit: KeptUnit | undefined, now: Date): string {
  if (unit === undefined) return 'LoadState=not-found\nActiveState=inactive\nSubState=dead';
  const { state, since, pid } = unit;
  const agoUs = BigInt(now.getTime() - Date.parse(since)) * 1_000n;
  return [
    'LoadState=loaded',
    `ActiveState=${state}`,
    `SubState=${SUB_STATES[state]}`,
    `Result=${state === 'failed' ? 'exit-code' : 'success'}`,
    'Type=simple',
    `MainPID=${pid ?? 0}`,
    'NRestarts=0',
    `InvocationID=${Buffer.from(since).toString('hex').slice(-32)}`,
    `ExecMainStartTimestampMonotonic=${process.hrtime.bigint() / 1_000n - agoUs}`,
  ].join('\n');
}

/** The words of a call of systemctl without what changes nothing here: it prints to no pager, and never waits for long. */
export function withoutManners(words: readonly string[]): readonly string[] {
  return words.filter(
    (word) => !['--no-pager', '--no-block'].includes(word) && !word.startsWith('--property='),
  );
}
