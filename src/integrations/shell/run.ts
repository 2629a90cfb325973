import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { messageOf, OpsError } from '../../errors.ts';
import { requireAnswer } from '../../files/looks.ts';
import { orAborted } from '../../waiting/aborted.ts';
import type { Io } from '../integration.ts';
import { fillSecrets, secretText } from '../secret-text.ts';
import { type AttemptRecord, openRecord } from './attempt-record.ts';
import { type Captured, createCaptured } from './captured.ts';
import { childEnvironment } from './environment.ts';
import { watchFamily } from './family.ts';
import { compareFiles } from './planned-files.ts';
import { signalGroup } from './process-group.ts';
import { nextTable } from './process-table.ts';
import { reap } from './reap.ts';
import { spawnFailure } from './spawn-failure.ts';

/** After SIGTERM a program has this long to end by itself. */
const GRACE_MS = 2_000;
/** How long the pipes of an ended program may stay open in the hands of a process that left its group. */
const LINGER_MS = 500;
/** A program that prints more than this is stopped: nobody reads it, and it would go on until its timeout. */
const PRINTED_LIMIT = 256 * 1024 * 1024;

export const runInput = z.strictObject({
  argv: z.array(z.string()).min(1),
  cwd: z.string(),
  /** Folders that are searched for the program before PATH. */
  path: z.array(z.string()),
  env: z.record(z.string(), secretText),
  stdin: secretText.nullable(),
  /** Bytes of each stream that the result keeps. */
  maxOutput: z.number().int().positive(),
  /** What these files must hold for the program to be started; null: there must be none. */
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string().nullable() })),
  /** What it prints is for the step alone, and for nobody who watches. */
  quiet: z.boolean().optional(),
  /** In an emergency it is started also where nothing can be kept of that. */
  urgent: z.boolean().optional(),
  /** Name the attempt, so that its processes can be found after a crash: run and step, and which attempt. */
  step: z.string(),
  attempt: z.int().positive(),
});
export type RunInput = z.infer<typeof runInput>;

/**
 * Runs a program in a process group of its own and waits for its end. No shell takes part: the arguments arrive as
 * they are. When the signal aborts, the whole group gets SIGTERM and after two seconds SIGKILL, and whatever descends from
 * the program ends with it, also what has left its group, its session and its environment; when the program ends by itself, whatever it left in its group is killed too.
 * @returns `{ exit, signal, stdout, stderr, dropped, ms }`; `exit` is null when a signal ended it.
 * @throws OpsError when a file is not what was planned, when it could not be started or printed without end; the signal's reason when aborted.
 */
export async function run(input: RunInput, io: Io): Promise<Json> {
  io.signal.throwIfAborted();
  const [program = '', ...rest] = input.argv;
  const declared = Object.fromEntries(
    Object.entries(input.env).map(([name, text]) => [name, fillSecrets(text, io)]),
  );
  const stdin = input.stdin === null ? null : fillSecrets(input.stdin, io);
  const startedAt = performance.now();
  const mark = `${input.step}/${input.attempt}`;
  const env = childEnvironment(process.env, { path: input.path, cwd: input.cwd, mark }, declared);
  const refuseChanged = await io.aside(async () => {
    // To start a program in a folder, or of a file, whose disk does not answer keeps the whole process waiting for it.
    await orAborted(requireAnswers(input.cwd, program), io.signal);
    return compareFiles(program, input.files, io.signal);
  });
  const record = recordFor(input, io);
  const child = begun(record, () => {
    // Nothing may come between these looks, at the files and at the lease, and the start.
    refuseChanged();
    io.begin();
    return start(program, rest, { cwd: input.cwd, env, stdin });
  });
  const out = createCaptured(input.maxOutput);
  const err = createCaptured(input.maxOutput);
  const stopper = createStopper(child, input, record);
  const onAbort = () => {
    stopper.stop();
  };
  io.signal.addEventListener('abort', onAbort);
  let endless = false;
  const watch = (stream: 'out' | 'err', captured: Captured) => (chunk: Buffer) => {
    const text = captured.push(chunk);
    if (input.quiet !== true) io.output(stream, text);
    if (endless || out.bytes + err.bytes <= PRINTED_LIMIT) return;
    endless = true;
    stopper.stop();
  };
  child.stdout?.on('data', watch('out', out));
  child.stderr?.on('data', watch('err', err));
  try {
    const ended = await endOf(child, program, input.cwd);
    const [lastOut, lastErr] = [out.end(), err.end()];
    if (input.quiet !== true) {
      io.output('out', lastOut);
      io.output('err', lastErr);
    }
    io.signal.throwIfAborted();
    if (endless) throw printedWithoutEnd(program);
    return {
      ...ended,
      stdout: out.text,
      stderr: err.text,
      dropped: out.dropped + err.dropped,
      ms: Math.round(performance.now() - startedAt),
    };
  } finally {
    io.signal.removeEventListener('abort', onAbort);
    await stopper.done();
  }
}

async function requireAnswers(cwd: string, program: string): Promise<void> {
  await requireAnswer(cwd);
  if (program.includes('/')) await requireAnswer(resolve(cwd, program));
}

/** What cannot be remembered is not begun, but for an emergency: then that is said. */
function recordFor({ step, attempt, urgent }: RunInput, io: Io): AttemptRecord {
  try {
    return openRecord(step, attempt);
  } catch (error) {
    if (urgent !== true) throw error;
    io.output('err', `Started all the same, as this is an emergency: ${messageOf(error)}\n`);
    return UNRECORDED;
  }
}

const UNRECORDED: AttemptRecord = { write: () => false, remove: () => {} };

function start(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; stdin: string | null },
): ChildProcess {
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      // A session and group of its own: one signal then reaches everything that it starts.
      detached: true,
      shell: false,
      stdio: [options.stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    // Some failures are thrown here, others come as an event.
    throw spawnFailure(error as NodeJS.ErrnoException, program, options.cwd);
  }
  // A program may end without reading its input; that is its business, not an error.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin ?? '');
  return child;
}

interface Stopper {
  /** SIGTERM now, SIGKILL after the grace. */
  stop(): void;
  /** When it was stopped: resolves once nothing of the attempt is left, or cannot be helped. */
  done(): Promise<void>;
}

function createStopper(
  child: ChildProcess,
  { step, attempt }: Pick<RunInput, 'step' | 'attempt'>,
  record: AttemptRecord,
): Stopper {
  const family = child.pid === undefined ? undefined : watchFamily(child.pid, record.write);
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  return {
    stop() {
      if (stopping || child.pid === undefined) return;
      stopping = true;
      const group = child.pid;
      // Before their parents end, and with them what tells whose they are.
      void nextTable()
        .then(family?.learn)
        // A look that failed must not keep it from being stopped.
        .catch(() => {})
        .then(() => signalGroup(group, 'SIGTERM'));
      timer = setTimeout(() => {
        signalGroup(group, 'SIGKILL');
      }, GRACE_MS);
    },
    async done() {
      clearTimeout(timer);
      // What could not be stopped stays written down, for whoever asks next.
      try {
        if (stopping) await reap({ step, attempts: { from: attempt, to: attempt } }, family);
        else record.remove();
      } finally {
        family?.forget();
      }
    },
  };
}

/** What was not started leaves nothing behind. */
function begun(record: AttemptRecord, start: () => ChildProcess): ChildProcess {
  try {
    return start();
  } catch (error) {
    record.remove();
    throw error;
  }
}

/** Resolves when the program has ended, its group is empty and its pipes are closed. */
function endOf(child: ChildProcess, program: string, cwd: string) {
  return new Promise<{ exit: number | null; signal: string | null }>((ended, reject) => {
    let linger: NodeJS.Timeout | undefined;
    child.once('error', (error) => {
      reject(spawnFailure(error, program, cwd));
    });
    child.once('exit', () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      linger = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, LINGER_MS);
    });
    child.once('close', (exit, signal) => {
      clearTimeout(linger);
      ended({ exit, signal });
    });
  });
}

function printedWithoutEnd(program: string): OpsError {
  return new OpsError({
    code: 'shell.endless-output',
    what: `${program} was stopped.`,
    why: `It printed more than ${PRINTED_LIMIT / 1024 / 1024} MiB.`,
    next: 'Look at the first lines of its output, and limit what it prints (a line count, a filter) in the runbook.',
  });
}
