import * as z from 'zod';
import { ABSENT, isOver, type Phase, type State } from './state.ts';

/** What compose is called on the host: a plug-in of docker, or a program of its own. */
export const COMPOSE_PROGRAMS = ['docker compose', 'docker-compose'] as const;
export type ComposeProgram = (typeof COMPOSE_PROGRAMS)[number];

export function listContainers(program: ComposeProgram, service: string): readonly string[] {
  return [...program.split(' '), 'ps', '--all', '--quiet', service];
}

/**
 * Compose itself does not say when a container was started, and lists those of `compose run` as well. What a container was given in its
 * environment is left out.
 */
export const INSPECT: readonly string[] = [
  'docker',
  'inspect',
  '--format={"restarts":{{json .RestartCount}},"oneOff":{{json (index .Config.Labels "com.docker.compose.oneoff")}},"state":{{json .State}}}',
];

/** Those of any project: compose lists those of one alone, and what that is called may have changed since the service was started. */
export function listElsewhere(service: string): readonly string[] {
  return ['docker', 'ps', '--all', '--quiet', '--filter', `label=com.docker.compose.service=${service}`];
}

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
  /** `True` of a container that `compose run` made. A plan of a version before does not ask. */
  oneOff: z.string().nullish(),
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
 * A service by what `docker inspect` printed of its containers, a line each: it is up when all of them are, and down when none runs. One
 * that `compose run` made is no part of the service: it counts while it runs, and only against that nothing runs.
 * @param now by the clock of the host of the daemon
 * @throws when a line is none that it prints
 */
export function readContainers(printed: string, now: Date): State {
  const all = printed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => inspected.parse(JSON.parse(line)));
  const found = all.filter(({ oneOff }) => oneOff !== 'True');
  const beside = all.filter((one) => one.oneOff === 'True' && isAlive(one));
  return { ...ofService(found, now), ...(beside.length === 0 ? {} : { beside: RUN_BESIDE }) };
}

/** A service of which compose lists nothing, by containers of its name that another project has: what of those runs is not its to end. */
export function readElsewhere(printed: string, now: Date): State {
  const found = readContainers(printed, now);
  const isAsleep = found.beside === '' && isOver(found.phase) && !found.again;
  return isAsleep ? ABSENT : { ...ABSENT, beside: OF_ANOTHER_PROJECT };
}

const OF_ANOTHER_PROJECT = 'a container of this name that belongs to another compose project';

function isAlive(one: Inspected): boolean {
  return one.state.Status === 'restarting' || !isOver(phaseOf(one));
}

const RUN_BESIDE = 'a container that `compose run` started';

function ofService(found: readonly Inspected[], now: Date): State {
  const [first] = found;
  if (first === undefined) return ABSENT;
  // Of a container that never ran it is the beginning of all times.
  const starts = found.map(({ state }) => Date.parse(state.StartedAt));
  const ageOf = (start: number): number | null => (start > 0 ? Math.max(0, now.getTime() - start) : null);
  return {
    ...ABSENT,
    phase: phaseOfAll(found.map(phaseOf)),
    words: found.map(wordsOf).join(', '),
    marks: found.map(({ state }) => state.StartedAt).filter((at) => Date.parse(at) > 0),
    pid: found.length === 1 && first.state.Pid > 0 ? first.state.Pid : null,
    ageMs: ageOf(Math.max(...starts)),
    oldestMs: ageOf(Math.min(...starts)),
    restarts: found.reduce((sum, { restarts }) => sum + restarts, 0),
    again: found.some(({ state }) => state.Status === 'restarting'),
  };
}

function phaseOfAll(phases: readonly Phase[]): Phase {
  if (phases.every(isOver)) return phases.includes('failed') ? 'failed' : 'down';
  if (phases.some(isOver)) return 'partly';
  return WORST_FIRST.find((each) => phases.includes(each)) ?? 'up';
}

const WORST_FIRST: readonly Phase[] = ['unhealthy', 'stopping', 'starting', 'up'];
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
    case 'dead':
    case 'restarting':
      // Dead, or about to be started again because it ended.
      return 'failed';
    default:
      // A word of another daemon behind the same client: that it has ended nobody has said.
      return 'stopping';
  }
}

function wordsOf({ state: { Status, ExitCode, Health } }: Inspected): string {
  if (Status === 'exited') return `exited (${ExitCode})`;
  return Health == null ? Status : `${Status} (${Health.Status})`;
}
