import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../built.ts';

/** `keyturn start` as a process of its own, to be killed. */
export interface BotProcess {
  /** Resolves when it serves; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it is gone: the signal that ended it, or its exit code. */
  readonly gone: Promise<NodeJS.Signals | number>;
  /** What it wrote so far, its log and its last words. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
}

/** Only what the program itself should see: settings of the tests would be refused as unknown. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KEYTURN_|DATABASE_URL$|NODE_OPTIONS$)/.test(name)),
  );
}

/** @param environment settings, and KEYTURN_CRASH_AT for one that is to die. */
export function startBot(environment: Readonly<Record<string, string>>): BotProcess {
  const child = spawn(process.execPath, [builtProgram(), 'start'], {
    cwd: tmpdir(),
    env: {
      // Several bots run at once here.
      HTTP_ADDR: '127.0.0.1:0',
      HEALTH_ADDR: '127.0.0.1:0',
      ...inherited(),
      // A process that is started again and again need not compile again and again.
      NODE_COMPILE_CACHE: join(tmpdir(), 'keyturn-fault-compile-cache'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/"msg":"ready"/.test(said)) resolve();
    });
  }
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const gone = closed.then(([code, signal]) => {
    reject(new Error(`the bot ended before it was ready:\n${said}`));
    return signal ?? code ?? -1;
  });
  // Whoever starts it in order to kill it does not wait for `ready`.
  ready.catch(() => undefined);
  return {
    ready,
    gone,
    output: () => said,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
