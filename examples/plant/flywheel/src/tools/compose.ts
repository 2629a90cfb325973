import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../../kit/arguments.ts';
import { readWords } from '../../../kit/words.ts';
import { type Said, SERVICE } from '../daemon.ts';
import { headOf, hostOf } from '../host.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';

const FOLLOW_EVERY_MS = 500;
const BUILD_MS = 1_500;
const HANGS_MS = 100;
/** The container that `docker-compose run` left, where one is. */
export const LEFT_OVER = '0ff'.padEnd(64, '0');

export const compose: Script = {
  summary: 'Stands for docker-compose: the project of the folder that it is started in.',
  words: 'up -d|down|stop|kill|restart|ps|logs|exec|build [options] [service]',
  run: (call) => {
    const [verb = '', ...words] = call.words;
    if (!existsSync('docker-compose.yml')) {
      throw new ScriptFailure(EXIT.failed, "Can't find a suitable configuration file in this directory.");
    }
    const command = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (command === undefined) throw new UsageError(`No such command: ${verb}`);
    return command(call, words);
  },
};

const VERBS: Readonly<Record<string, (call: Call, words: readonly string[]) => Answer | Promise<Answer>>> = {
  async up(call, words) {
    const options = readWords(words, {
      flags: ['-d', '--detach', '--force-recreate', '--no-deps', '--no-build'],
    });
    serviceOf(options.plain);
    if (!options.has('-d') && !options.has('--detach')) throw new UsageError('without -d it never ends');
    const isAnew = options.has('--force-recreate');
    if (isAnew) await hang(call);
    return ask(call, 'up', isAnew);
  },
  down: (call, words) => simple(call, 'down', words),
  stop: (call, words) => simple(call, 'stop', words),
  kill: (call, words) => simple(call, 'kill', words),
  restart: (call, words) => simple(call, 'restart', words),
  ps,
  logs,
  exec,
  async build(call, words) {
    serviceOf(readWords(words, {}).plain);
    await call.progress(`Building ${SERVICE}`, BUILD_MS);
    const image = headOf(hostOf(call.plant.folder).app);
    call.plant.change((state, { effect }) => {
      state.image = image;
      effect('image.build', { commit: image });
    });
    return { output: `Successfully tagged ${SERVICE}:latest` };
  },
};

/** It is compose, and not the daemon, that ends the old container and then begins the new one: others are served between the two. */
async function hang(call: Call): Promise<void> {
  const hangs = () => call.plant.read().faults.includes('hanging-create');
  if (hangs()) await ask(call, 'stop', false);
  while (hangs()) await sleep(HANGS_MS);
}

function simple(call: Call, verb: string, words: readonly string[]): Promise<Answer> {
  serviceOf(readWords(words, {}).plain);
  return ask(call, verb, false);
}

/** Has the daemon do it: the containers are its processes, and outlive this one. */
async function ask({ plant }: Call, verb: string, force: boolean): Promise<Answer> {
  const { url } = plant.read();
  const response = await fetch(`${url}/docker/${verb}?force=${force}`, { method: 'POST' }).catch(
    () => undefined,
  );
  if (response === undefined) {
    const why = `Cannot connect to the Docker daemon at ${url}. Is the docker daemon running?`;
    throw new ScriptFailure(EXIT.failed, why);
  }
  return (await response.json()) as Said;
}

function ps({ plant }: Call, words: readonly string[]): Answer {
  const options = readWords(words, { flags: ['-q', '--quiet', '-a', '--all'] });
  serviceOf(options.plain);
  const { service, faults } = plant.read();
  const { status, exitCode, id } = service;
  // A container that has exited is listed as well, until it is removed: version 1 does so without --all.
  if (options.has('-q') || options.has('--quiet')) {
    const ids = [...(faults.includes('left-over') ? [LEFT_OVER] : []), ...(status === 'absent' ? [] : [id])];
    return { output: ids.join('\n') };
  }
  const state = status === 'running' ? 'Up' : `Exit ${exitCode}`;
  const rows = status === 'absent' ? [] : [`${SERVICE}   docker-entrypoint.sh node ...   ${state}`];
  return {
    output: ['     Name                  Command               State', '-'.repeat(54), ...rows].join('\n'),
  };
}

async function logs(call: Call, words: readonly string[]): Promise<Answer> {
  const options = readWords(words, { flags: ['-f', '--follow', '--no-color', '-t'], values: ['--tail'] });
  serviceOf(options.plain);
  const { log } = hostOf(call.plant.folder);
  const all = () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
  const tail = options.value('--tail') ?? 'all';
  const count = tail === 'all' ? Number.POSITIVE_INFINITY : Number(tail);
  if (!(count > 0)) throw new UsageError('--tail is a number or all');
  const shown = (lines: readonly string[]) => lines.map((line) => `${SERVICE}  | ${line}`).join('\n');
  let lines = all();
  const output = shown(Number.isFinite(count) ? lines.slice(-count) : lines);
  if (!options.has('-f') && !options.has('--follow')) return { output };
  call.print(output);
  for (;;) {
    await call.progress('', FOLLOW_EVERY_MS);
    const seen = lines.length;
    lines = all();
    if (lines.length > seen) call.print(shown(lines.slice(seen)));
  }
}

/** `exec -T <service> printenv [name]`: what the container really runs with. */
function exec({ plant }: Call, words: readonly string[]): Answer {
  const { plain } = readWords(words, { flags: ['-T'] });
  const [service = '', program, name] = plain;
  serviceOf([service]);
  const { status, env } = plant.read().service;
  if (status !== 'running') throw new ScriptFailure(EXIT.failed, `No container found for ${SERVICE}_1`);
  if (program !== 'printenv')
    throw new ScriptFailure(126, `exec failed: ${program} is not in this container`);
  if (name === undefined)
    return {
      output: Object.entries(env)
        .map((pair) => pair.join('='))
        .join('\n'),
    };
  const value = env[name];
  return value === undefined ? { output: '', code: EXIT.failed } : { output: value };
}

function serviceOf([name = SERVICE, ...rest]: readonly string[]): void {
  if (name !== SERVICE || rest.length > 0) {
    throw new ScriptFailure(EXIT.failed, `ERROR: No such service: ${[name, ...rest].join(' ')}`);
  }
}

export const tools = { 'docker-compose': compose };
