import { UsageError } from '../../../kit/arguments.ts';
import { readWords } from '../../../kit/words.ts';
import { SERVICE } from '../daemon.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { compose, LEFT_OVER } from './compose.ts';

const docker: Script = {
  summary: 'Stands for docker: what a container is, and compose as its plug-in.',
  words:
    'inspect --format=<template> <container>... | ps --all --quiet --filter <label> | compose <command of docker-compose>',
  run: (call) => {
    const [verb = '', ...words] = call.words;
    if (verb === 'compose') return compose.run({ ...call, words });
    if (verb === 'inspect') return inspect(call, words);
    if (verb === 'ps') return list(call, words);
    throw new UsageError(`unknown: ${verb}`);
  },
};

/** Containers that compose made of a service, whatever it called the project; of another label there are none. */
function list({ plant }: Call, words: readonly string[]): Answer {
  const options = readWords(words, { flags: ['--all', '--quiet'], values: ['--filter'] });
  const { status, id } = plant.read().service;
  const isAsked = options.value('--filter') === `label=com.docker.compose.service=${SERVICE}`;
  return { output: isAsked && status !== 'absent' ? id : '' };
}

/** Containers as the real program describes them, a line each, as far as a template asks for what compose made them as, state and restarts. */
function inspect({ plant }: Call, words: readonly string[]): Answer {
  const options = readWords(words, { values: ['--format', '-f'] });
  const { status, exitCode, id, startedAt } = plant.read().service;
  const lines = options.plain.map((asked) => {
    const isLeftOver = asked === LEFT_OVER;
    if (!isLeftOver && (status === 'absent' || asked !== id))
      throw new ScriptFailure(EXIT.failed, `Error: No such object: ${asked}`);
    // The process is the daemon's; nobody needs its number.
    const state = isLeftOver
      ? { Status: 'exited', Pid: 0, ExitCode: 1, StartedAt: startedAt }
      : { Status: status, Pid: 0, ExitCode: exitCode ?? 0, StartedAt: startedAt };
    return (options.value('--format') ?? '')
      .replace('{{json .RestartCount}}', '0')
      .replace(
        '{{json (index .Config.Labels "com.docker.compose.oneoff")}}',
        isLeftOver ? '"True"' : '"False"',
      )
      .replace('{{json .State}}', JSON.stringify(state));
  });
  return { output: lines.join('\n') };
}

export const tools = { docker };
