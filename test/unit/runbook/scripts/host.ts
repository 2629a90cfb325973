import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../../../src/files/project-root.ts';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly input?: string;
  /** No file grows beyond so many KiB: what a full disk does to whoever writes. */
  readonly room?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** The folder to run in, below that of the host. */
  readonly cwd?: string;
}

/** A folder with programs of its own, in which scripts of a runbook are run. */
export interface Host {
  readonly folder: string;
  path(name: string): string;
  /** Writes a file; `days` is its age. */
  put(name: string, text: string, days?: number): void;
  read(name: string): string;
  /** Puts a shell script in the place of a program. */
  program(name: string, body: string): void;
  /** `script` is below `runbooks`, as `upgrade/scripts/sums.sh`. */
  run(script: string, argv?: readonly string[], circumstances?: Circumstances): Ended;
  remove(): void;
}

const DAY_S = 86_400;
// A program is told that it cannot write; without the trap it would be killed.
const LIMITED = `trap '' XFSZ; ulimit -f "$1"; shift; exec "$@"`;

export function scriptHost(): Host {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-host-'));
  const path = (name: string) => join(folder, name);
  const put: Host['put'] = (name, text, days = 0) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    const then = Date.now() / 1000 - days * DAY_S;
    utimesSync(path(name), then, then);
  };
  return {
    folder,
    path,
    put,
    read: (name) => readFileSync(path(name), 'utf8'),
    program(name, body) {
      mkdirSync(path('bin'), { recursive: true });
      writeFileSync(path(`bin/${name}`), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
    },
    run(script, argv = [], { input = '', room, env = {}, cwd = '.' } = {}) {
      const words = [
        script.endsWith('.py') ? 'python3' : 'bash',
        join(projectRoot, 'runbooks', script),
        ...argv,
      ];
      const limit = room === undefined ? 'unlimited' : String(room);
      const { status, stdout, stderr } = spawnSync('bash', ['-c', LIMITED, 'host', limit, ...words], {
        cwd: path(cwd),
        input,
        env: { ...process.env, PATH: `${path('bin')}:${process.env.PATH}`, GNUPGHOME: folder, ...env },
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
