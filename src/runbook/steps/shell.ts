import { resolve } from 'node:path';
import { z } from 'zod';
import type { Json } from '../../canonical.ts';
import { defineStep, type Scope, type StepContext, type StepOutcome } from './step.ts';
import { describeCommand, programName, resolveCommand } from './support/command-line.ts';
import {
  describeJsonExpectations,
  type JsonExpectations,
  jsonExpectations,
  jsonMismatches,
} from './support/expectation.ts';
import { printedJson } from './support/printed-json.ts';
import { describeSecretText, type SecretText, secretText } from './support/text.ts';

const KEPT_BYTES = 1024 * 1024;
const SHOWN_CHARACTERS = 8_000;

const argv = z.array(z.string().min(1)).min(1);
const outcome = z.string().regex(/^[a-z][a-z0-9-]*$/, 'an outcome is written in lower case with hyphens');

const probeExits = z
  .record(
    z.string().regex(/^\d{1,3}$/, 'an exit code is a number of at most 255'),
    z.enum(['done', 'not-done']),
  )
  .meta({ description: 'Default: 0 is done. Any other code means that nobody can tell.' });

const written = z.strictObject({
  run: argv.meta({ description: 'Program and arguments, each an item of its own. No shell takes part.' }),
  cwd: z.string().min(1).optional(),
  env: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/i), z.string()).optional(),
  stdin: z.string().optional(),
  exits: z
    .record(z.string().regex(/^\d{1,3}$/, 'an exit code is a number of at most 255'), outcome)
    .optional()
    .meta({ description: 'What exit codes mean: `ok` or an outcome. Any other code fails the step.' }),
  parse: z.literal('json').optional(),
  probe: z
    .union([
      argv,
      z.strictObject({ run: argv, exits: probeExits.optional(), json: jsonExpectations.optional() }),
    ])
    .optional()
    .meta({
      description: 'Tells after a crash whether it happened, by its exit code and by what its JSON shows.',
    }),
  maxOutput: z
    .int()
    .positive()
    .max(KEPT_BYTES)
    .optional()
    .meta({ description: 'Bytes of output kept for later steps.' }),
});
type Written = z.infer<typeof written>;

interface ProbeSpec {
  readonly argv: readonly string[];
  readonly exits: Readonly<Record<string, 'done' | 'not-done'>>;
  readonly json: JsonExpectations | null;
}

interface ShellSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, SecretText>>;
  readonly stdin: SecretText | null;
  readonly exits: Readonly<Record<string, string>>;
  readonly parse: 'json' | null;
  readonly probe: ProbeSpec | null;
  readonly maxOutput: number;
}

interface ShellResult {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly dropped: number;
  readonly ms: number;
}

/** Runs a program on the host. */
export const shell = defineStep<Written>({
  kind: 'shell',
  summary: 'Runs a program with its arguments, without a shell.',
  written,
  defaultEffect: undefined,
  resolve(given, scope) {
    return resolveShell(given, scope) as unknown as Json;
  },
  describe(stored) {
    return describeShell(stored as unknown as ShellSpec);
  },
  async execute(stored, context) {
    const spec = stored as unknown as ShellSpec;
    return judge(spec, await call(spec, spec.argv, context));
  },
  async reap(_spec, context) {
    await context.effect('shell', 'reap', { mark: markOf(context) });
  },
  async probe(stored, context) {
    const spec = stored as unknown as ShellSpec;
    if (spec.probe === null) return undefined;
    const result = await call(spec, spec.probe.argv, context);
    return judgeProbe(spec.probe, result, context.now());
  },
});

function resolveShell(given: Written, scope: Scope): ShellSpec {
  const command = resolveCommand(given.run, scope);
  scope.target(`host:${programName(command)}`);
  const { probe } = given;
  return {
    argv: command,
    cwd: given.cwd === undefined ? scope.workdir : resolve(scope.workdir, scope.text(given.cwd)),
    path: scope.path ?? [],
    env: Object.fromEntries(
      Object.entries({ ...scope.env, ...given.env }).map(([name, text]) => [name, secretText(text, scope)]),
    ),
    stdin: given.stdin === undefined ? null : secretText(given.stdin, scope),
    exits: { '0': 'ok', ...given.exits },
    parse: given.parse ?? null,
    probe: probe === undefined ? null : resolveProbe(probe, scope),
    maxOutput: given.maxOutput ?? KEPT_BYTES,
  };
}

function resolveProbe(probe: NonNullable<Written['probe']>, scope: Scope): ProbeSpec {
  const { run, exits, json } = Array.isArray(probe) ? { run: probe } : probe;
  return {
    argv: resolveCommand(run, scope),
    // 1 is also what a probe ends with that crashed: it means `not-done` only where the runbook says so.
    exits: exits ?? { '0': 'done' },
    json: json ?? null,
  };
}

function describeShell(spec: ShellSpec): readonly string[] {
  const outcomes = Object.entries(spec.exits).filter(([, meaning]) => meaning !== 'ok');
  return [
    `$ ${describeCommand(spec.argv)}`,
    `in ${spec.cwd}`,
    ...spec.path.map((folder) => `programs first from ${folder}`),
    ...Object.entries(spec.env).map(([name, text]) => `${name}=${describeSecretText(text)}`),
    ...(spec.stdin === null ? [] : [`input: ${describeSecretText(spec.stdin)}`]),
    ...outcomes.map(([code, meaning]) => `exit code ${code} means ${meaning}`),
    ...(spec.probe === null ? [] : [`after a crash asks: ${describeCommand(spec.probe.argv)}`]),
    ...(spec.probe?.json ? describeJsonExpectations(spec.probe.json) : []),
  ];
}

async function call(spec: ShellSpec, command: readonly string[], context: StepContext): Promise<ShellResult> {
  const result = await context.effect('shell', 'run', {
    argv: command,
    cwd: spec.cwd,
    path: spec.path,
    env: spec.env,
    stdin: spec.stdin,
    maxOutput: spec.maxOutput,
    mark: markOf(context),
  });
  return result as unknown as ShellResult;
}

function markOf(context: StepContext): string {
  return `${context.runId}/${context.stepId}`;
}

function judge(spec: ShellSpec, { exit, signal, stdout, stderr, dropped, ms }: ShellResult): StepOutcome {
  const json = spec.parse === 'json' ? printedJson(stdout) : undefined;
  const result = {
    exit,
    ms,
    stdout: stdout.slice(0, SHOWN_CHARACTERS),
    ...(json === undefined ? {} : { json }),
  };
  const name = programName(spec.argv);
  const meaning = spec.exits[String(exit)];
  if (meaning === undefined) {
    const ended = exit === null ? `was ended by ${signal}` : `ended with exit code ${exit}`;
    return {
      status: 'failed',
      reason: `${name} ${ended}${lastWords(stderr || stdout)}`,
      next: READ_IT,
      result,
    };
  }
  if (spec.parse === 'json' && json === undefined) {
    const why = dropped > 0 ? 'its output was too long to be kept' : 'it printed no JSON';
    return { status: 'failed', reason: `${name} gave no result: ${why}`, next: READ_IT, result };
  }
  return { status: 'succeeded', result, ...(meaning === 'ok' ? {} : { outcome: meaning }) };
}

const READ_IT = 'Read the output of this step, mend what it names, then run the action again.';

function lastWords(text: string): string {
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 300)}`;
}

function judgeProbe({ exits, json }: ProbeSpec, result: ShellResult, now: Date): StepOutcome | undefined {
  const meaning = exits[String(result.exit)];
  if (meaning === undefined) return undefined;
  if (meaning === 'not-done') return notDone('the probe says that it did not happen');
  const printed = printedJson(result.stdout);
  const shown = { probed: true, exit: result.exit, stdout: result.stdout.slice(0, SHOWN_CHARACTERS) };
  // Later steps may ask for the `json` of this one, as if it had just run.
  const happened: StepOutcome = {
    status: 'succeeded',
    result: printed === undefined ? shown : { ...shown, json: printed },
  };
  if (json === null) return happened;
  if (printed === undefined) return undefined;
  const wrong = jsonMismatches(printed, json, now);
  return wrong.length === 0 ? happened : notDone(wrong.join('; '));
}

function notDone(reason: string): StepOutcome {
  return { status: 'failed', reason, next: READ_IT };
}
