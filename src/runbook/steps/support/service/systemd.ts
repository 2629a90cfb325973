import { ABSENT, hasEnded, isOver, type Phase, type State, type Trouble } from './state.ts';

/** What is asked of a unit. An older systemd leaves out what it does not know. */
const PROPERTIES = [
  'LoadState',
  'LoadError',
  'ActiveState',
  'SubState',
  'Result',
  'Type',
  'Job',
  'MainPID',
  'NRestarts',
  'InvocationID',
  'ExecMainStartTimestampMonotonic',
  'TriggeredBy',
  'TasksCurrent',
] as const;
type Properties = Readonly<Partial<Record<(typeof PROPERTIES)[number], string>>>;

const SUFFIX = /\.(?:service|socket|timer|path|mount|target|slice|scope|swap|automount|device)$/;

/** The whole name of a unit, as systemctl completes it. */
export function unitOf(name: string): string {
  return SUFFIX.test(name) ? name : `${name}.service`;
}

export function lookAtUnit(unit: string): readonly string[] {
  return ['systemctl', 'show', '--no-pager', `--property=${PROPERTIES.join(',')}`, unit];
}

/** It only asks for the change: waiting is ours, and has an end. */
export function changeUnit(verb: 'start' | 'stop' | 'restart', unit: string): readonly string[] {
  return ['systemctl', '--no-block', verb, unit];
}

export function killUnit(unit: string): readonly string[] {
  return ['systemctl', 'kill', '--signal=SIGKILL', unit];
}

export function readJournal(unit: string, lines: string, sinceMs: number | undefined): readonly string[] {
  const since = sinceMs === undefined ? [] : [`--since=-${Math.ceil(sinceMs / 1_000)}s`];
  return ['journalctl', `--unit=${unit}`, `--lines=${lines}`, ...since, '--no-pager'];
}

/** What `journalctl` says beside lines and ends well: without a journal, or the right to read it, no line is no sign of anything. */
export function journalTrouble(said: string): Trouble | undefined {
  if (/no journal files/i.test(said))
    return {
      reason: 'this host has no journal that the user of Keyturn can read',
      next: 'See whether systemd-journald runs and keeps what it gets (`journalctl --disk-usage`), on the host of Keyturn.',
    };
  if (/not seeing messages/i.test(said))
    return {
      reason: 'the user of Keyturn does not see the journal of the system',
      next: 'Add that user to the group systemd-journal, or write `services: { sudo: [journalctl] }` of the system in keyturn.yaml.',
    };
  return undefined;
}

/** What it writes between the lines of the log: `-- No entries --`, `-- Boot … --`. */
export const JOURNAL_MARK = /^-- .* --$/;

/**
 * A unit by what `systemctl show` printed of it.
 * @param monotonicMs now, by the clock that systemd gives times of
 */
export function readUnit(unit: string, printed: string, monotonicMs: number): State | Trouble {
  const found = propertiesIn(printed);
  const { LoadState } = found;
  if (found.ActiveState === undefined || LoadState === undefined)
    return {
      reason: `systemctl said nothing of the state of ${unit}`,
      next: 'See what `systemctl show` prints of it on the host of Keyturn.',
    };
  const started = Number(found.ExecMainStartTimestampMonotonic ?? 0) / 1_000;
  const ageMs = started > 0 ? monotonicMs - started : null;
  const pid = Number(found.MainPID ?? 0);
  const phase = phaseOf(found);
  const beside = isOver(phase) ? leftBehind(found) : '';
  return {
    ...ABSENT,
    phase,
    words: `${found.ActiveState} (${found.SubState})${LoadState === 'loaded' ? '' : `, ${LoadState}`}`,
    // Each start has an invocation of its own; an older systemd has none.
    marks: [found.InvocationID ?? found.ExecMainStartTimestampMonotonic ?? ''],
    pid: pid > 0 ? pid : null,
    ageMs,
    oldestMs: ageMs,
    restarts: Number(found.NRestarts ?? 0),
    pending: Number.parseInt(found.Job ?? '0', 10) > 0,
    again: found.SubState?.startsWith('auto-restart') === true,
    startedBy: (found.TriggeredBy ?? '').split(' ').filter(Boolean),
    beside,
    unfit: whyNotStarted(unit, found) ?? null,
    // Its file may be gone while it runs.
    known: LoadState !== 'not-found' || !hasEnded({ phase, beside }),
  };
}

/** What a unit that does not end all of its processes (`KillMode`) leaves running. Where nobody counts, no number is told. */
function leftBehind({ TasksCurrent }: Properties): string {
  const tasks = Number(TasksCurrent);
  return Number.isSafeInteger(tasks) && tasks > 0 ? `what it left behind (tasks: ${tasks})` : '';
}

/** `Name=value` in each line; a value may hold more of these signs. */
function propertiesIn(printed: string): Properties {
  const lines = printed.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
  });
  return Object.fromEntries(lines) as Properties;
}

/** What is wrong with its file. It keeps systemd from starting the unit, and says nothing of whether it runs. */
function whyNotStarted(unit: string, { LoadState, LoadError }: Properties): Trouble | undefined {
  if (LoadState === 'not-found')
    return {
      reason: `systemd knows no unit ${unit}`,
      next: 'Correct its name in the runbook or in the settings; `systemctl list-unit-files` names all.',
    };
  if (LoadState === 'masked')
    return {
      reason: `the unit ${unit} is masked, so that nothing starts it`,
      next: `Find out who masked it and why; \`systemctl unmask ${unit}\` takes that back.`,
    };
  if (LoadState !== 'loaded')
    return {
      reason: `systemd cannot read the unit ${unit} (${LoadState}${LoadError ? `: ${LoadError}` : ''})`,
      next: `Mend its file, as \`systemd-analyze verify ${unit}\` says, then \`systemctl daemon-reload\`.`,
    };
  return undefined;
}

function phaseOf({
  ActiveState,
  SubState,
  Type,
  Result,
  ExecMainStartTimestampMonotonic,
}: Properties): Phase {
  switch (ActiveState) {
    case 'active':
    case 'reloading':
    case 'refreshing':
      return 'up';
    case 'activating':
      // It ended, and waits for its next try.
      return SubState?.startsWith('auto-restart') === true ? 'failed' : 'starting';
    case 'deactivating':
    case 'maintenance':
      return 'stopping';
    case 'failed':
      return 'failed';
    default: {
      const hasRun = Number(ExecMainStartTimestampMonotonic ?? 0) > 0;
      return Type === 'oneshot' && Result === 'success' && hasRun ? 'finished' : 'down';
    }
  }
}
