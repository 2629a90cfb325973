import * as z from 'zod';
import { ABSENT, type Phase, type State } from './state.ts';

/** What compose is called on the host: a plug-in of docker, or a program of its own. */
export const COMPOSE_PROGRAMS = ['docker compose', 'docker-compose'] as const;
export type ComposeProgram = (typeof COMPOSE_PROGRAMS)[number];

export function listContainers(program: ComposeProgram, service: string): readonly string[] {
  return [...program.split(' '), 'ps', '--all', '--quiet', service];
}

/** Compose itself does not say when a container was started. What it was given in its environment is left out. */
export const INSPECT: readonly string[] = [
  'docker',
  'inspect',
  '--format={"restarts":{{json .RestartCount}},"state":{{json .State}}}',
];

/** Of this service alone: what it depends on is neither started nor created anew, and no image is built. */
const UP = ['up', '--detach', '--no-deps', '--no-build'];

export function changeService(
  program: ComposeProgram,
  does: 'start' | 'stop' | 'restart' | 'kill',
  service: string,
  recreate: boolean,
): readonly string[] {
  const compose = program.split(' ');
  if (does === 'start') return [...compose, ...UP, service];
  if (does === 'restart' && recreate) return [...compose, ...UP, '--force-recreate', service];
  return [...compose, does, service];
}

export function readServiceLog(
  program: ComposeProgram,
  service: string,
  lines: string,
  sinceMs: number | undefined,
): readonly string[] {
  const since = sinceMs === undefined ? [] : [`--since=${Math.ceil(sinceMs / 1_000)}s`];
  return [...program.split(' '), 'logs', '--no-color', `--tail=${lines}`, ...since, service];
}

const inspected = z.object({
  restarts: z.number(),
  state: z.object({
    Status: z.string(),
    Pid: z.number(),
    ExitCode: z.number(),
    StartedAt: z.string(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
});
type Inspected = z.infer<typeof inspected>;

/**
 * A service by what `docker inspect` printed of its containers, a line each: it is up when all of them are.
 * @param now by the clock of the host of the daemon
 * @throws when a line is none that it prints
 */
export function readContainers(printed: string, now: Date): State {
  const found = printed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => inspected.parse(JSON.parse(line)));
  const [first] = found;
  if (first === undefined) return ABSENT;
  const phases = found.map(phaseOf);
  const phase = WORST_FIRST.find((each) => phases.includes(each)) ?? 'up';
  const newest = Math.max(...found.map(({ state }) => Date.parse(state.StartedAt)));
  return {
    ...ABSENT,
    phase,
    words: found.map(wordsOf).join(', '),
    mark: found.map(({ state }) => state.StartedAt).join('/'),
    pid: found.length === 1 && first.state.Pid > 0 ? first.state.Pid : null,
    // Of a container that never ran it is the beginning of all times.
    ageMs: newest > 0 ? Math.max(0, now.getTime() - newest) : null,
    restarts: found.reduce((sum, { restarts }) => sum + restarts, 0),
    again: found.some(({ state }) => state.Status === 'restarting'),
  };
}

const WORST_FIRST: readonly Phase[] = ['failed', 'unhealthy', 'stopping', 'down', 'starting', 'up'];
/** How a container ends that is stopped (SIGTERM) or killed. */
const ENDED: readonly number[] = [0, 130, 137, 143];

function phaseOf({ state: { Status, ExitCode, Health } }: Inspected): Phase {
  switch (Status) {
    case 'running':
      if (Health?.Status === 'unhealthy') return 'unhealthy';
      return Health?.Status === 'starting' ? 'starting' : 'up';
    case 'created':
      return 'down';
    case 'exited':
      return ENDED.includes(ExitCode) ? 'down' : 'failed';
    case 'removing':
    case 'paused':
      return 'stopping';
    default:
      // Dead, or about to be started again because it ended.
      return 'failed';
  }
}

function wordsOf({ state: { Status, ExitCode, Health } }: Inspected): string {
  if (Status === 'exited') return `exited (${ExitCode})`;
  return Health == null ? Status : `${Status} (${Health.Status})`;
}
