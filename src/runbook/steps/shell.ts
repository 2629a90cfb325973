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
    .union([argv, z.strictObject({ run: argv, json: jsonExpectations })])
    .optional()
    .meta({ description: 'Tells after a crash whether it happened: exit code 0, or what its JSON shows.' }),
  maxOutput: z
    .int()
    .positive()
    .max(KEPT_BYTES)
    .optional()
    .meta({ description: 'Bytes of output kept for later steps.' }),
});
type Written = z.infer<typeof written>;

interface ShellSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, SecretText>>;
  readonly stdin: SecretText | null;
  readonly exits: Readonly<Record<string, string>>;
  readonly parse: 'json' | null;
  readonly probe: { readonly argv: readonly string[]; readonly json: JsonExpectations | null } | null;
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
    return judgeProbe(spec.probe.json, result, context.now());
  },
});

function resolveShell(given: Written, scope: Scope): ShellSpec {
  const command = resolveCommand(given.run, scope);
  scope.target(`host:${programName(command)}`);
  const { probe } = given;
  return {
    argv: command,
    cwd: given.cwd === undefined ? scope.workdir : scope.text(given.cwd),
    path: scope.path ?? [],
    env: Object.fromEntries(
      Object.entries(given.env ?? {}).map(([name, text]) => [name, secretText(text, scope)]),
    ),
    stdin: given.stdin === undefined ? null : secretText(given.stdin, scope),
    exits: { '0': 'ok', ...given.exits },
    parse: given.parse ?? null,
    probe: probe === undefined ? null : resolveProbe(probe, scope),
    maxOutput: given.maxOutput ?? KEPT_BYTES,
  };
}

function resolveProbe(probe: NonNullable<Written['probe']>, scope: Scope): ShellSpec['probe'] {
  return Array.isArray(probe)
    ? { argv: resolveCommand(probe, scope), json: null }
    : { argv: resolveCommand(probe.run, scope), json: probe.json };
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

function judgeProbe(json: JsonExpectations | null, result: ShellResult, now: Date): StepOutcome | undefined {
  const happened: StepOutcome = {
    status: 'succeeded',
    result: { probed: true, stdout: result.stdout.slice(0, SHOWN_CHARACTERS) },
  };
  if (json === null) {
    if (result.exit === 0) return happened;
    return result.exit === 1 ? notDone('the probe says that it did not happen') : undefined;
  }
  const printed = result.exit === 0 ? printedJson(result.stdout) : undefined;
  if (printed === undefined) return undefined;
  const wrong = jsonMismatches(printed, json, now);
  return wrong.length === 0 ? happened : notDone(wrong.join('; '));
}

function notDone(reason: string): StepOutcome {
  return { status: 'failed', reason, next: READ_IT };
}
