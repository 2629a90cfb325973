import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program has to end by itself before it is killed, as containers and units have. */
const GRACE_MS = 10_000;
const KILLED = 137;
const TERMINATED = 143;

/** A program that a plant keeps, as a daemon does: it ends with the plant at the latest. */
export interface Kept {
  start(env: NodeJS.ProcessEnv): void;
  /** Ends it, by force once its time is over; that it ended so is not told of. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * @param program a script of Node, which ends when its standard input does
 * @param options.log gets what it prints
 * @param options.ended hears of it when it ends by itself
 */
export function keep(
  program: string,
  { log, ended }: { readonly log: string; readonly ended: (exitCode: number) => void },
): Kept {
  let child: ChildProcess | undefined;
  return {
    start(env) {
      const started = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'pipe'] });
      const output = createWriteStream(log, { flags: 'a' });
      started.stdout.pipe(output, { end: false });
      started.stderr.pipe(output, { end: false });
      started.once('close', (code, signal) => {
        output.end();
        if (child !== started) return;
        child = undefined;
        ended(code ?? (signal === 'SIGKILL' ? KILLED : TERMINATED));
      });
      child = started;
    },
    async end(signal) {
      const ending = child;
      child = undefined;
      if (ending === undefined) return;
      const exit = once(ending, 'exit');
      ending.kill(signal);
      await Promise.race([exit, sleep(GRACE_MS, undefined, { ref: false })]);
      if (ending.exitCode !== null || ending.signalCode !== null) return;
      ending.kill('SIGKILL');
      await exit;
    },
  };
}
