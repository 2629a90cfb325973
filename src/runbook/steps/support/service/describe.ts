import { formatDuration } from '../../../../duration.ts';
import { isStop } from '../../../plan/service-stop.ts';
import { describeSecretText } from '../../../plan/text.ts';
import { describeCommand } from '../command/command-line.ts';
import { INSPECT, listElsewhere } from './compose.ts';
import type { ServiceSpec } from './spec.ts';
import { CHANGING, isEnding, type Verb } from './written.ts';

const DOES: Readonly<Record<Verb, string>> = {
  status: 'looks how it stands:',
  start: 'starts',
  stop: 'stops',
  restart: 'restarts',
  kill: 'kills',
  logs: 'reads the newest lines of',
};

/** What it does in one line. */
export function serviceTitle({ does, service }: ServiceSpec): string {
  return `${DOES[does]} ${service}`;
}

/** What must be seen at the first look: what is done to which service, and by which command. */
export function briefService(spec: ServiceSpec): readonly string[] {
  const { act, matching } = spec;
  return [
    serviceTitle(spec),
    ...(act === null ? [] : [`$ ${describeCommand(act)}`]),
    ...(matching === null ? [] : [`only lines in which ${matching} occurs`]),
  ];
}

/** What people approve, a line each. */
export function describeService(spec: ServiceSpec): readonly string[] {
  const { look, inspect = INSPECT, of, cwd, path, env } = spec;
  return [
    ...briefService(spec),
    ...wantedOf(spec),
    `looks with: ${describeCommand(look)}`,
    ...(of === 'compose' ? [`and: ${describeCommand(inspect)} and the containers found`] : []),
    ...(of === 'compose' && isStop(spec)
      ? [`where compose lists none: ${describeCommand(listElsewhere(spec.service))}`]
      : []),
    `in ${cwd}`,
    ...boundLines(spec),
    ...path.map((folder) => `programs first from ${folder}`),
    ...Object.entries(env).map(([name, text]) => `${name}=${describeSecretText(text)}`),
  ];
}

function boundLines(spec: ServiceSpec): readonly string[] {
  if (isStop(spec)) return spec.of === 'compose' ? ['whatever its compose file says then'] : [];
  const { file, beside = [], changed = [] } = spec;
  const bound = [...(file === undefined ? [] : [file]), ...beside];
  const read = bound.flatMap(({ path, sha256 }) =>
    sha256 === null ? [] : [`only as it is now: ${path} ${sha256.slice(0, 8)}`],
  );
  const alone = beside.some(({ sha256 }) => sha256 === null) ? ['and no other compose file beside it'] : [];
  return [...read, ...alone, ...changed.map((path) => `as this run leaves it: ${path}`)];
}

function wantedOf({ does, withinMs, steadyMs, expect }: ServiceSpec): readonly string[] {
  if (expect === 'up') return [`must be up, for ${formatDuration(steadyMs)} or longer`];
  if (expect === 'down') return ['must be down'];
  if (!CHANGING.includes(does)) return [];
  const wanted = isEnding(does) ? 'down' : 'up';
  const anew = does === 'restart' ? ', started anew,' : '';
  return [
    `must be ${wanted}${anew} within ${formatDuration(withinMs)}, and stay so for ${formatDuration(steadyMs)}`,
  ];
}
