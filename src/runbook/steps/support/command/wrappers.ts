/** A program that runs the one that stands behind it. Options are named without their hyphens. */
export interface Wrapper {
  /** Options with a value of their own. */
  readonly takes: readonly string[];
  /** Options whose value is a command line. */
  readonly code?: readonly string[];
  /** Options whose value is the program. */
  readonly loads?: readonly string[];
  /** What stands without an option before the program: a time, a folder, a container. */
  readonly before: number;
}

const PLAIN: Wrapper = { takes: [], before: 0 };
const NPX: Wrapper = { takes: ['p', 'package', 'from', 'with'], code: ['c', 'call'], before: 0 };

export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries({
    sudo: {
      takes: [
        'u',
        'g',
        'h',
        'p',
        'C',
        'D',
        'R',
        'T',
        'U',
        'r',
        't',
        'user',
        'group',
        'host',
        'prompt',
        'chdir',
        'chroot',
        'role',
        'type',
        'other-user',
        'command-timeout',
        'close-from',
      ],
      before: 0,
    },
    doas: { takes: ['u', 'C'], before: 0 },
    env: { takes: ['u', 'C', 'P', 'unset', 'chdir'], code: ['S', 'split-string'], before: 0 },
    nice: { takes: ['n', 'adjustment'], before: 0 },
    ionice: { takes: ['c', 'n', 'class', 'classdata'], before: 0 },
    nohup: PLAIN,
    setsid: PLAIN,
    exec: { takes: ['a'], before: 0 },
    command: PLAIN,
    builtin: PLAIN,
    busybox: PLAIN,
    toybox: PLAIN,
    unbuffer: PLAIN,
    time: { takes: ['f', 'o', 'format', 'output'], before: 0 },
    timeout: { takes: ['k', 's', 'kill-after', 'signal'], before: 1 },
    gtimeout: { takes: ['k', 's', 'kill-after', 'signal'], before: 1 },
    xargs: {
      takes: [
        'a',
        'd',
        'E',
        'I',
        'L',
        'n',
        'P',
        's',
        'arg-file',
        'delimiter',
        'max-lines',
        'max-args',
        'max-procs',
        'max-chars',
        'replace',
        'process-slot-var',
      ],
      before: 0,
    },
    stdbuf: { takes: ['i', 'o', 'e', 'input', 'output', 'error'], before: 0 },
    chroot: { takes: ['userspec', 'groups'], before: 1 },
    chrt: { takes: ['T', 'P', 'D'], before: 1 },
    taskset: { takes: [], before: 1 },
    numactl: {
      takes: ['C', 'm', 'N', 'i', 'physcpubind', 'membind', 'cpunodebind', 'interleave'],
      before: 0,
    },
    flock: { takes: ['w', 'E', 'timeout', 'conflict-exit-code'], before: 1 },
    setpriv: { takes: ['reuid', 'regid', 'groups', 'inh-caps', 'bounding-set'], before: 0 },
    unshare: { takes: ['S', 'G', 'R', 'w', 'setuid', 'setgid', 'root', 'wd'], before: 0 },
    nsenter: { takes: ['t', 'S', 'G', 'target', 'setuid', 'setgid'], before: 0 },
    strace: { takes: ['e', 'o', 'p', 's', 'u', 'E', 'a', 'I', 'P'], before: 0 },
    ltrace: { takes: ['e', 'o', 'p', 's', 'u', 'a'], before: 0 },
    valgrind: PLAIN,
    gosu: { takes: [], before: 1 },
    'su-exec': { takes: [], before: 1 },
    'systemd-run': {
      takes: [
        'p',
        'u',
        'M',
        'H',
        'property',
        'unit',
        'slice',
        'description',
        'uid',
        'gid',
        'setenv',
        'E',
        'working-directory',
      ],
      before: 0,
    },
    'systemd-inhibit': { takes: ['what', 'who', 'why', 'mode'], before: 0 },
    caffeinate: { takes: ['t', 'w'], before: 0 },
    proxychains: { takes: ['f'], before: 0 },
    npx: NPX,
    bunx: NPX,
    pnpx: NPX,
    uvx: NPX,
  } satisfies Readonly<Record<string, Wrapper>>),
);

/** Programs with commands of their own, one of which runs a program: what stands before it, or how it begins. */
export const RUNNING: ReadonlyMap<string, ReadonlyMap<string, Wrapper | 'after --'>> = new Map(
  ['docker', 'podman', 'nerdctl', 'docker-compose', 'podman-compose']
    .map(
      (name) =>
        [
          name,
          new Map<string, Wrapper | 'after --'>([
            [
              'exec',
              { takes: ['e', 'u', 'w', 'env', 'env-file', 'user', 'workdir', 'detach-keys'], before: 1 },
            ],
            // The image is what runs.
            [
              'run',
              {
                takes: [
                  'e',
                  'u',
                  'w',
                  'v',
                  'p',
                  'h',
                  'l',
                  'm',
                  'env',
                  'env-file',
                  'user',
                  'workdir',
                  'volume',
                  'publish',
                  'name',
                  'network',
                  'mount',
                  'label',
                  'platform',
                  'cpus',
                  'memory',
                  'hostname',
                  'add-host',
                  'restart',
                  'ulimit',
                ],
                loads: ['entrypoint'],
                before: 0,
              },
            ],
          ]),
        ] as const,
    )
    .concat(
      ['kubectl', 'oc'].map(
        (name) =>
          [
            name,
            new Map<string, Wrapper | 'after --'>([
              ['exec', 'after --'],
              ['run', 'after --'],
              ['debug', 'after --'],
            ]),
          ] as const,
      ),
    )
    .concat([
      ['go', new Map<string, Wrapper | 'after --'>([['run', PLAIN]])],
      ['uv', new Map<string, Wrapper | 'after --'>([['run', NPX]])],
      ['pipx', new Map<string, Wrapper | 'after --'>([['run', NPX]])],
      [
        'pnpm',
        new Map<string, Wrapper | 'after --'>([
          ['exec', NPX],
          ['dlx', NPX],
          ['run', PLAIN],
        ]),
      ],
      [
        'yarn',
        new Map<string, Wrapper | 'after --'>([
          ['exec', NPX],
          ['dlx', NPX],
          ['run', PLAIN],
        ]),
      ],
      [
        'npm',
        new Map<string, Wrapper | 'after --'>([
          ['exec', NPX],
          ['run', PLAIN],
          ['run-script', PLAIN],
        ]),
      ],
    ]),
);

/** Options of `find` behind which a program stands. */
export const FIND_RUNS: readonly string[] = ['-exec', '-execdir', '-ok', '-okdir'];
