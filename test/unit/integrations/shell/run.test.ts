import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OpsError } from '../../../../src/errors.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { reap } from '../../../../src/integrations/shell/reap.ts';
import { type RunInput, run } from '../../../../src/integrations/shell/run.ts';
import { orAborted } from '../../../../src/waiting/aborted.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-shell-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Result {
  exit: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  dropped: number;
  ms: number;
}

async function script(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

const firstOf = (step: string) => ({ step, attempts: { from: 1, to: 1 } });

function start(
  change: Partial<RunInput>,
  signal = new AbortController().signal,
  printed: string[] = [],
  begin = () => {},
  aside = <T>(work: () => Promise<T>): Promise<T> => work(),
) {
  const input: RunInput = {
    argv: ['true'],
    cwd: folder,
    path: [],
    env: {},
    stdin: null,
    maxOutput: 1024 * 1024,
    files: [],
    step: `run-test/${Math.random()}`,
    attempt: 1,
    ...change,
  };
  const io = {
    system: 'twist',
    begin,
    aside,
    signal,
    output: (_s: string, text: string) => void printed.push(text),
    secret: (n: string) => `<${n}>`,
  };
  return run(input, io) as unknown as Promise<Result>;
}

const refusalOf = (error: unknown) => (error as OpsError).refusal;
/** Whether a process still runs; one that is dead but that nobody has waited for does not. */
async function alive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !/\) [ZX]/.test(stat);
}
async function waitForFile(path: string): Promise<string> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('\n')) return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('running a program', () => {
  it('5.10 hands over each argument as it is, without a shell', async () => {
    const path = await script('args.sh', 'for a in "$@"; do echo "<$a>"; done');
    const odd = ['-rf', '$(touch hacked)', '; rm -rf /', "it's", '*', 'a b', '', '`id`', '"q"', '\\', 'ü\n2'];
    const { stdout } = await start({ argv: [path, ...odd] });
    expect(stdout).toBe(odd.map((item) => `<${item}>\n`).join(''));
  });

  it('gives it PATH, HOME, LANG and what is declared, and nothing else of ours', async () => {
    process.env.KEYTURN_TEST_TOKEN = 'do-not-leak';
    const { stdout } = await start({ argv: ['/usr/bin/env'], env: { TOKEN: ['x-', { secret: 'API' }] } });
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.toSorted()).toEqual(['HOME', 'KEYTURN_ATTEMPT', 'LANG', 'PATH', 'TOKEN']);
    expect(stdout).toContain('TOKEN=x-<API>');
  });

  it('passes standard input, and does not mind a program that does not read it', async () => {
    expect((await start({ argv: ['cat'], stdin: ['hello ', { secret: 'S' }] })).stdout).toBe('hello <S>');
    expect((await start({ argv: ['true'], stdin: ['x'.repeat(1_000_000)] })).exit).toBe(0);
  });

  it('keeps characters whole that arrive in two pieces', async () => {
    const path = await script('split.sh', "printf '\\303'; sleep 0.1; printf '\\274\\n'");
    const printed: string[] = [];
    expect((await start({ argv: [path] }, undefined, printed)).stdout).toBe('ü\n');
    expect(printed.join('')).toBe('ü\n');
  });

  it('tells exit codes and signals', async () => {
    expect(await start({ argv: [await script('seven.sh', 'exit 7')] })).toMatchObject({
      exit: 7,
      signal: null,
    });
    expect(await start({ argv: [await script('killed.sh', 'kill -9 $$')] })).toMatchObject({
      exit: null,
      signal: 'SIGKILL',
    });
  });

  it('finds programs in the folders of the system first', async () => {
    await script('my-tool', 'echo mine');
    expect((await start({ argv: ['my-tool'], path: [folder] })).stdout).toBe('mine\n');
  });
});

describe('a program that cannot be started', () => {
  it('5.20 says what is wrong and what to do', async () => {
    const plain = join(folder, 'plain.sh');
    await writeFile(plain, '#!/bin/sh\n');
    const failures = [
      [{ argv: ['no-such-program'] }, 'shell.not-found'],
      [{ argv: [join(folder, 'missing.sh')] }, 'shell.not-found'],
      [{ argv: [plain] }, 'shell.not-executable'],
      [{ argv: ['true'], cwd: join(folder, 'nowhere') }, 'shell.no-workdir'],
      [{ argv: ['true', 'x'.repeat(3_000_000)] }, 'shell.arguments-too-long'],
    ] satisfies [Partial<RunInput>, string][];
    for (const [change, code] of failures) {
      const refusal = refusalOf(await start(change).catch((error: unknown) => error));
      expect(refusal).toMatchObject({ code });
    }
    const refusal = refusalOf(await start({ argv: [plain] }).catch((error: unknown) => error));
    expect(refusal.next).toBe(`Run: chmod +x ${plain}`);
  });
});

describe('stopping a program', () => {
  it('5.9 kills the whole group, also what ignores SIGTERM and what was forked', async () => {
    const pids = join(folder, 'pids');
    const path = await script(
      'stubborn.sh',
      `trap '' TERM\n(trap '' TERM; sleep 300) &\n(sh -c 'trap "" TERM; sleep 300 & sleep 300') &\necho $$ $! > ${pids}\nwhile :; do sleep 1; done`,
    );
    const controller = new AbortController();
    const running = start({ argv: [path] }, controller.signal);
    const [parent = 0, child = 0] = (await waitForFile(pids)).trim().split(' ').map(Number);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await Promise.all([alive(parent), alive(child)])).toEqual([false, false]);
  });

  it.each([
    ['is still held by its parent', `env -i setsid sh -c 'echo $$ > "$0"; exec sleep 60' "$1" & sleep 60`],
    [
      'has lost its parent long before',
      `(env -i setsid sh -c 'echo $$ > "$0"; exec sleep 60' "$1" & sleep 2); sleep 60`,
    ],
    [
      'forked on in its own session and ended',
      `env -i setsid sh -c 'sh -c '"'"'echo $$ > "$0"; exec sleep 60'"'"' "$0" & sleep 2' "$1"; sleep 60`,
    ],
  ])('5.9 kills what cleared its environment, left for a session of its own, and %s', async (what, text) => {
    const pids = join(folder, `escaped-${what.length}`);
    const path = await script(`escape-${what.length}`, text);
    const stop = new AbortController();
    const running = start({ argv: [path, pids] }, stop.signal);
    const pid = Number(await waitForFile(pids));
    expect(await alive(pid)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    stop.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
    expect(await alive(pid)).toBe(false);
  });

  it('5.9 kills what forks without end', async () => {
    const mark = `run-fork/${process.pid}`;
    const path = await script(
      'forks.sh',
      'n=0; while [ $n -lt 40 ]; do (while :; do sleep 0.05; done) & n=$((n+1)); done; echo up; wait',
    );
    const controller = new AbortController();
    const printed: string[] = [];
    const running = start({ argv: [path], step: mark }, controller.signal, printed);
    while (!printed.join('').includes('up')) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    // What was killed may take a moment to be gone.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await reap(firstOf(mark))).toEqual({ killed: 0, left: 0 });
  });

  it('5.9 leaves no child behind when the program ends by itself', async () => {
    const pid = join(folder, 'left');
    const path = await script('leaves.sh', `sleep 300 & echo $! > ${pid}; echo done`);
    const { exit, ms } = await start({ argv: [path] });
    expect(exit).toBe(0);
    expect(ms).toBeLessThan(5_000);
    expect(await alive(Number((await readFile(pid, 'utf8')).trim()))).toBe(false);
  });

  it('5.9 does not wait for a process that left the group and holds the output open', async () => {
    const mark = `run-daemon/${process.pid}`;
    const path = await script('daemon.sh', 'setsid sleep 300 & sleep 0.3');
    const { exit, ms } = await start({ argv: [path], step: mark });
    expect(exit).toBe(0);
    expect(ms).toBeLessThan(5_000);
    expect((await reap(firstOf(mark))).killed).toBeGreaterThan(0);
  });

  it('finds what an attempt left running after our own process died', async () => {
    const mark = `run-orphan/${process.pid}`;
    const running = start({ argv: ['sleep', '300'], step: mark });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const io = {
      system: 'twist',
      begin: () => {},
      aside: <T>(work: () => Promise<T>) => work(),
      signal: new AbortController().signal,
      output: () => {},
      secret: () => '',
    };
    const operation = createShell().operations.reap;
    expect(await operation?.run({ step: mark, upTo: 1 }, io)).toEqual({ killed: 1, left: 0 });
    expect(await running).toMatchObject({ signal: 'SIGKILL' });
  });

  it('does not start at all when it is told to stop before', async () => {
    const controller = new AbortController();
    controller.abort(new Error('too late'));
    await expect(start({ argv: ['touch', 'ran'] }, controller.signal)).rejects.toThrow('too late');
    await expect(readFile(join(folder, 'ran'))).rejects.toThrow('ENOENT');
  });
});

describe('what the files of a program must hold', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex');

  it.each(['changed', 'removed', 'appeared', 'became something'])(
    'nothing starts when one %s',
    async (how) => {
      const program = await script(`pay-${how.replace(' ', '-')}`, 'touch paid; echo paid');
      const list = join(folder, `list-${how.replace(' ', '-')}`);
      if (how !== 'appeared') await writeFile(list, 'ana 10');
      const files = [{ path: list, sha256: how === 'appeared' ? null : sha('ana 10') }];
      if (how === 'changed' || how === 'appeared') await writeFile(list, 'mallory 10');
      else await rm(list);
      if (how === 'became something') await mkdir(list);
      const refusal = refusalOf(await start({ argv: [program], files }).catch((error: unknown) => error));
      expect(refusal.code).toBe('shell.other-file');
      expect(refusal.why).toContain(how);
      await expect(readFile(join(folder, 'paid'))).rejects.toThrow('ENOENT');
    },
  );

  it.each(['the program', 'a file'] as const)(
    'nothing starts when %s is rewritten after the comparison and before the start',
    async (which) => {
      const program = await script('pay-late', 'touch paid-late');
      const list = join(folder, 'list-late');
      await writeFile(list, 'ana 10');
      const files = await Promise.all(
        [list, program].map(async (path) => ({ path, sha256: sha(await readFile(path, 'utf8')) })),
      );
      const thenRewrite = async <T>(work: () => Promise<T>): Promise<T> => {
        const compared = await work();
        if (which === 'a file') await writeFile(list, 'mallory 10');
        else await script('pay-late', 'touch paid-late; true');
        return compared;
      };
      const started = start({ argv: [program, list], files }, undefined, [], undefined, thenRewrite);
      expect(refusalOf(await started.catch((error: unknown) => error)).code).toBe('shell.other-file');
      expect(existsSync(join(folder, 'paid-late'))).toBe(false);
    },
  );

  it('a pipe that nobody writes to is no file, and is not waited for', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const files = [{ path: pipe, sha256: sha('ana 10') }];
    const refusal = refusalOf(await start({ files }).catch((error: unknown) => error));
    expect(refusal.why).toContain('became something');
  });

  it('a step that is stopped does not wait for a disk that does not answer', async () => {
    const never = new Promise<never>(() => {});
    await expect(orAborted(never, AbortSignal.timeout(20))).rejects.toThrow('timeout');
    await expect(orAborted(never, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(await orAborted(Promise.resolve(1), AbortSignal.timeout(20))).toBe(1);
  });

  it('they may be what was planned, through links too', async () => {
    const program = await script('pay-list', 'cat "$1"');
    await writeFile(join(folder, 'real-list'), 'ana 10');
    await symlink(join(folder, 'real-list'), join(folder, 'link'));
    const files = [
      { path: join(folder, 'link'), sha256: sha('ana 10') },
      { path: join(folder, 'nothing'), sha256: null },
    ];
    expect((await start({ argv: [program, join(folder, 'link')], files })).stdout).toBe('ana 10');
  });
});

describe('output without end', () => {
  it('5.9 stops a program that prints a gigabyte, in bounded memory and time', async () => {
    const before = process.memoryUsage().rss;
    const printer = ['head', '-c', '1073741824', '/dev/zero'];
    let characters = 0;
    const input: RunInput = {
      argv: printer,
      cwd: folder,
      path: [],
      env: {},
      stdin: null,
      maxOutput: 1024 * 1024,
      files: [],
      step: 'run-gigabyte/x',
      attempt: 1,
    };
    const io = {
      system: 'twist',
      begin: () => {},
      aside: <T>(work: () => Promise<T>) => work(),
      signal: new AbortController().signal,
      output: (_stream: string, text: string) => {
        characters += text.length;
      },
      secret: () => '',
    };
    const startedAt = performance.now();
    const failure = refusalOf(await run(input, io).catch((error: unknown) => error));
    expect(failure.code).toBe('shell.endless-output');
    expect(characters).toBeLessThan(300 * 1024 * 1024);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('keeps the first whole lines of long output, and counts the rest', async () => {
    const { stdout, dropped } = await start({ argv: ['seq', '1', '100000'], maxOutput: 10_000 });
    expect(stdout.length).toBeLessThanOrEqual(10_000);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(stdout.startsWith('1\n2\n')).toBe(true);
    expect(dropped).toBeGreaterThan(500_000);
  });
});

describe('the record of a program that cannot be taken away', () => {
  let count = 0;
  /** An attempt whose record becomes a folder that is not empty, which no file's removal takes away. */
  function stuck() {
    count += 1;
    const step = `run-stuck-${process.pid}/${count}`;
    const name = `${createHash('sha256').update(step).digest('hex')}.1`;
    const path = ['/dev/shm', '/tmp']
      .map((place) => join(place, `keyturn-programs-${process.geteuid?.() ?? -1}`, name))
      .find((one) => existsSync(join(one, '..')));
    if (path === undefined) throw new Error('no record was ever written');
    const stick = () => {
      rmSync(path);
      mkdirSync(join(path, 'x'), { recursive: true });
    };
    onTestFinished(() => {
      rmSync(path, { recursive: true });
    });
    return { step, stick };
  }

  it('does not change how the program ended', async () => {
    const { step, stick } = stuck();
    const ended = await start({ argv: ['echo', 'paid'], step }, undefined, [], stick);
    expect(ended).toMatchObject({ exit: 0, stdout: 'paid\n' });
  });

  it('does not hide why it was not started', async () => {
    const { step, stick } = stuck();
    const trace = join(folder, 'too-late');
    const tooLate = () => {
      stick();
      throw new Error('the lease is too old');
    };
    const started = start({ argv: ['touch', trace], step }, undefined, [], tooLate);
    await expect(started).rejects.toThrow('the lease is too old');
    expect(existsSync(trace)).toBe(false);
  });

  it('and one that cannot be read either leaves nobody watching it', async () => {
    const { step, stick } = stuck();
    const unwatched = vi.spyOn(globalThis, 'clearInterval');
    const stopped = AbortSignal.timeout(50);
    await expect(start({ argv: ['sleep', '60'], step }, stopped, [], stick)).rejects.toThrow();
    expect(unwatched).toHaveBeenCalledOnce();
    unwatched.mockRestore();
  });
});

describe('a program of which nothing can be written down', () => {
  /** A step for whose records no place is left. */
  function unrecordable(): string {
    const step = `run-full-${process.pid}/${Math.random()}`;
    const draft = `${createHash('sha256').update(step).digest('hex')}.1~`;
    for (const place of ['/dev/shm', '/tmp']) {
      const taken = join(place, `keyturn-programs-${process.geteuid?.() ?? -1}`, draft);
      mkdirSync(taken, { recursive: true, mode: 0o700 });
      onTestFinished(() => rmSync(taken, { recursive: true }));
    }
    return step;
  }

  it('is not started', async () => {
    const started = start({ argv: ['echo', 'stopped'], step: unrecordable() });
    await expect(started).rejects.toThrow('could not be written down');
  });

  it('is started in an emergency, which its output says', async () => {
    const printed: string[] = [];
    const input = { argv: ['echo', 'stopped'], step: unrecordable(), urgent: true };
    expect(await start(input, undefined, printed)).toMatchObject({ exit: 0, stdout: 'stopped\n' });
    expect(printed.join('')).toContain('Started all the same, as this is an emergency');
  });
});
