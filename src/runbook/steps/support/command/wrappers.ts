import { list } from './languages.ts';

/** A program that runs the one that stands behind it. Options are named without their hyphens. */
export interface Wrapper {
  /** Options with a value of their own. */
  readonly takes: readonly string[];
  /** Options whose value is a command line. */
  readonly code?: readonly string[];
  /** Options whose value is the program. */
  readonly loads?: readonly string[];
  /** Options without a value. Any other leaves open what the next item is. */
  readonly flags?: readonly string[];
  /** Options whose value sets a variable, as in `NAME=value`. */
  readonly sets?: readonly string[];
  /** Options in `loads` whose program is run with what stands behind the one that the wrapper names: a container's. */
  readonly entry?: readonly string[];
  /** What stands where the program would is the name of an image. */
  readonly image?: boolean;
  /** The program stands behind `--` where there is one. */
  readonly afterDashes?: boolean;
  /** What its options look like that name what runs. */
  readonly texts?: RegExp;
  /** What stands without an option is joined into a text that a shell runs. */
  readonly joins?: boolean;
  /** What stands without an option before the program: a time, a folder, a container. */
  readonly before: number;
}

const PLAIN: Wrapper = { takes: [], flags: ['*'], before: 0 };
const NPX: Wrapper = {
  // Packages that are loaded.
  loads: list('p package from with'),
  takes: list(
    'w workspace cache registry python project directory prefix filter F C dir env-file extra group index-url index spec pip-args',
  ),
  code: ['c', 'call'],
  // What they know changes with every version of theirs.
  flags: ['*'],
  before: 0,
};
/** A program of the system takes no text of a person: only its own options do. */
const COMMAND: Wrapper = { takes: [], flags: ['*'], before: Number.POSITIVE_INFINITY };

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
      flags: list(
        'A b B E e H i K k l n N P S s V v askpass background bell preserve-env edit set-home login remove-timestamp reset-timestamp list non-interactive no-update preserve-groups stdin shell validate version help',
      ),
      before: 0,
    },
    doas: { takes: ['u', 'C'], flags: list('n s L'), before: 0 },
    env: {
      takes: ['u', 'C', 'P', 'unset', 'chdir'],
      code: ['S', 'split-string'],
      flags: list(
        'i v ignore-environment null debug list-signal-handling block-signal default-signal ignore-signal',
      ),
      before: 0,
    },
    nice: { takes: ['n', 'adjustment'], flags: list('version help'), before: 0 },
    ionice: { takes: list('c n p P u class classdata pid'), flags: list('t ignore'), before: 0 },
    nohup: PLAIN,
    setsid: PLAIN,
    exec: { takes: ['a'], flags: list('c l'), before: 0 },
    command: PLAIN,
    builtin: PLAIN,
    busybox: PLAIN,
    toybox: PLAIN,
    unbuffer: PLAIN,
    time: {
      takes: ['f', 'o', 'format', 'output'],
      flags: list('p v a q append portability verbose quiet'),
      before: 0,
    },
    timeout: {
      takes: ['k', 's', 'kill-after', 'signal'],
      flags: list('v p f foreground preserve-status verbose'),
      before: 1,
    },
    gtimeout: {
      takes: ['k', 's', 'kill-after', 'signal'],
      flags: list('v p f foreground preserve-status verbose'),
      before: 1,
    },
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
        'max-args',
        'max-procs',
        'max-chars',
        'process-slot-var',
      ],
      flags: list(
        'r t p x o i l e null replace max-lines eof no-run-if-empty verbose interactive exit open-tty show-limits',
      ),
      before: 0,
    },
    stdbuf: { takes: ['i', 'o', 'e', 'input', 'output', 'error'], flags: list('help version'), before: 0 },
    chroot: { takes: ['userspec', 'groups'], flags: list('n skip-chdir'), before: 1 },
    chrt: {
      takes: list('T P D sched-runtime sched-period sched-deadline'),
      flags: list(
        'a b d e f G i o r R v m p all-tasks batch deadline fifo idle other rr reset-on-fork verbose',
      ),
      before: 1,
    },
    taskset: { takes: [], flags: list('a c p all-tasks cpu-list pid'), before: 1 },
    numactl: {
      takes: list('C m N i p P w physcpubind membind cpunodebind interleave preferred weighted-interleave'),
      flags: list('l s H a localalloc show hardware all'),
      before: 0,
    },
    flock: {
      takes: ['w', 'E', 'timeout', 'conflict-exit-code'],
      flags: list('s x e n u o F v c shared exclusive nonblock nb unlock close no-fork verbose command'),
      before: 1,
    },
    setpriv: {
      takes: [
        'reuid',
        'regid',
        'ruid',
        'rgid',
        'euid',
        'egid',
        'groups',
        'inh-caps',
        'ambient-caps',
        'bounding-set',
        'securebits',
        'pdeathsig',
        'selinux-label',
        'apparmor-profile',
      ],
      flags: list('d dump no-new-privs nnp clear-groups init-groups keep-groups reset-env'),
      before: 0,
    },
    unshare: {
      takes: [
        'S',
        'G',
        'R',
        'w',
        'setuid',
        'setgid',
        'root',
        'wd',
        'map-user',
        'map-group',
        'map-users',
        'map-groups',
        'propagation',
        'setgroups',
        'monotonic',
        'boottime',
      ],
      flags: list(
        'm u i n p U C T r f c mount uts ipc net pid user cgroup time fork map-root-user map-current-user map-auto keep-caps kill-child mount-proc',
      ),
      before: 0,
    },
    nsenter: {
      takes: ['t', 'S', 'G', 'target', 'setuid', 'setgid'],
      flags: list(
        'm u i n p U C T r w a F e Z mount uts ipc net pid user cgroup time root wd all no-fork env preserve-credentials follow-context join-cgroup',
      ),
      before: 0,
    },
    strace: {
      takes: ['e', 'o', 'p', 's', 'u', 'E', 'a', 'I', 'P'],
      flags: list('f F c C d D h i k n q r t T v V w x y Y z Z follow-forks'),
      before: 0,
    },
    ltrace: { takes: ['e', 'o', 'p', 's', 'u', 'a'], flags: list('f c C i L r S t T V'), before: 0 },
    valgrind: PLAIN,
    gosu: { takes: [], flags: list('version'), before: 1 },
    'su-exec': { takes: [], flags: list('version'), before: 1 },
    'systemd-run': {
      sets: ['E', 'setenv'],
      texts: /^(?:-p|--property=)?Exec/,
      takes: [
        'p',
        'u',
        'M',
        'H',
        'property',
        'on-active',
        'on-boot',
        'on-calendar',
        'timer-property',
        'path-property',
        'socket-property',
        'nice',
        'machine',
        'host',
        'service-type',
        'background',
        'unit',
        'slice',
        'description',
        'uid',
        'gid',
        'working-directory',
      ],
      flags: list(
        'q t P r d S G pipe pty quiet wait collect scope user system no-block remain-after-exit same-dir shell no-ask-password send-sighup no-pager',
      ),
      before: 0,
    },
    'systemd-inhibit': {
      takes: ['what', 'who', 'why', 'mode'],
      flags: list('list no-pager no-legend'),
      before: 0,
    },
    caffeinate: { takes: ['t', 'w'], flags: list('d i m s u'), before: 0 },
    proxychains: { takes: ['f'], flags: list('q'), before: 0 },
    runuser: {
      takes: list('u g G w user group supp-group whitelist-environment'),
      loads: ['s', 'shell'],
      code: ['c', 'command', 'session-command'],
      flags: list('l m p P f login preserve-environment pty fast'),
      before: 0,
    },
    sshpass: { takes: ['p', 'f', 'd', 'P'], flags: ['e', 'v'], before: 0 },
    screen: {
      takes: list('S t p T h e ls list wipe'),
      loads: ['c', 's'],
      flags: list('d m D L q U A a i n O v r R x l X'),
      before: 0,
    },
    // They set something up for the program behind them.
    'dbus-run-session': PLAIN,
    'xvfb-run': {
      takes: list('e f n p s w auth-file error-file server-num server-args wait xauth-protocol'),
      flags: list('a l auto-servernum listen-tcp'),
      before: 0,
    },
    faketime: { takes: [], flags: list('m p f'), before: 1 },
    pkexec: { takes: ['user'], flags: ['disable-internal-agent', 'keep-cwd'], before: 0 },
    setarch: { takes: [], flags: ['*'], before: 1 },
    linux32: PLAIN,
    linux64: PLAIN,
    tini: { takes: ['p', 'e'], flags: list('s g v w'), before: 0 },
    'dumb-init': { takes: ['r', 'rewrite'], flags: list('c v single-child verbose'), before: 0 },
    'ld.so': {
      takes: list('library-path preload argv0 audit'),
      loads: ['preload', 'library-path'],
      flags: ['*'],
      before: 0,
    },
    npx: NPX,
    bunx: NPX,
    pnpx: NPX,
    uvx: NPX,
  } satisfies Readonly<Record<string, Wrapper>>),
);

const POD: Wrapper = {
  takes: list(
    'n c f l namespace container filename context cluster user labels port restart image-pull-policy pod-running-timeout target profile copy-to as as-group output o overrides-type',
  ),
  loads: ['image', 'overrides', 'kubeconfig', 'custom'],
  sets: ['env'],
  flags: list(
    'i t q stdin tty quiet rm attach leave-stdin-open expose command wait share-processes replace same-node arguments-only',
  ),
  afterDashes: true,
  before: 1,
};
/** What tmux runs is a text of a shell, or typed into one. */
const TMUX: Wrapper = { takes: list('c e E F n s t x y l p T'), flags: ['*'], joins: true, before: 0 };

/** Programs with commands of their own, one of which runs a program: what stands before it, or how it begins. */
export const RUNNING: ReadonlyMap<string, ReadonlyMap<string, Wrapper>> = new Map(
  ['docker', 'podman', 'nerdctl', 'docker-compose', 'podman-compose']
    .map(
      (name) =>
        [
          name,
          new Map<string, Wrapper>([
            [
              'exec',
              {
                takes: ['u', 'w', 'env-file', 'user', 'workdir', 'detach-keys', 'index'],
                sets: ['e', 'env'],
                flags: list('d i t T detach interactive tty privileged no-TTY no-tty latest l'),
                before: 1,
              },
            ],
            // The image is what runs, or what is named for it.
            [
              'run',
              {
                takes: list(
                  'a u w v p h l m c n env-file user workdir volume publish name network net mount label platform cpus memory hostname add-host restart ulimit attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns dns-option dns-opt dns-search domainname expose gpus group-add health-cmd health-interval health-retries health-start-period health-start-interval health-timeout io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory label-file link link-local-ip log-driver log-opt mac-address memory-reservation memory-swap memory-swappiness network-alias annotation oom-score-adj pid pids-limit pull runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs use-api-socket userns uts volume-driver volumes-from pod secret userns arch os variant authfile creds requires timeout tz umask',
                ),
                sets: ['e', 'env'],
                code: ['health-cmd'],
                loads: ['entrypoint'],
                entry: ['entrypoint'],
                image: true,
                flags: list(
                  'd i t P q T detach interactive tty rm init privileged read-only no-healthcheck oom-kill-disable publish-all sig-proxy quiet help no-deps service-ports build use-aliases remove-orphans quiet-pull quiet-build no-TTY no-tty disable-content-trust replace rmi no-hosts no-hostname env-host http-proxy tls-verify passwd',
                ),
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
            new Map<string, Wrapper>([
              ['exec', POD],
              ['run', POD],
              ['debug', POD],
            ]),
          ] as const,
      ),
    )
    .concat(
      ['poetry', 'pipenv', 'op', 'doppler', 'heroku', 'pdm', 'hatch', 'rye'].map(
        (name) => [name, new Map<string, Wrapper>([['run', { ...NPX, afterDashes: true }]])] as const,
      ),
    )
    .concat(
      ['bundle', 'aws-vault', 'lxc', 'incus', 'direnv'].map(
        (name) =>
          [
            name,
            new Map<string, Wrapper>([
              ['exec', { ...NPX, afterDashes: true, before: name === 'bundle' ? 0 : 1 }],
            ]),
          ] as const,
      ),
    )
    .concat(
      ['start-stop-daemon'].map(
        (name) =>
          [
            name,
            new Map<string, Wrapper>(
              ['-S', '--start'].map(
                (option) => [option, { ...COMMAND, loads: list('x a exec startas chroot') }] as const,
              ),
            ),
          ] as const,
      ),
    )
    .concat([
      [
        'go',
        new Map<string, Wrapper>([
          [
            'run',
            {
              takes: list(
                'C p tags ldflags gcflags asmflags mod modfile overlay pgo covermode coverpkg pkgdir',
              ),
              code: ['exec', 'toolexec'],
              flags: ['*'],
              before: 0,
            },
          ],
        ]),
      ],
      [
        'git',
        new Map<string, Wrapper>([
          ['rebase', { ...COMMAND, code: ['x', 'exec'] }],
          ['difftool', { ...COMMAND, code: ['x', 'extcmd'] }],
          // Of `git bisect`.
          ['run', PLAIN],
          ['foreach', TMUX],
        ]),
      ],
      [
        'tmux',
        new Map<string, Wrapper>(
          list(
            'new new-session neww new-window splitw split-window respawnp respawn-pane respawnw respawn-window run run-shell if if-shell send send-keys pipep pipe-pane popup display-popup',
          ).map((name) => [name, TMUX] as const),
        ),
      ],
      ['uv', new Map<string, Wrapper>([['run', NPX]])],
      ['pipx', new Map<string, Wrapper>([['run', NPX]])],
      [
        'pnpm',
        new Map<string, Wrapper>([
          ['exec', NPX],
          ['dlx', NPX],
          ['run', PLAIN],
        ]),
      ],
      [
        'yarn',
        new Map<string, Wrapper>([
          ['exec', NPX],
          ['dlx', NPX],
          ['run', PLAIN],
        ]),
      ],
      [
        'npm',
        new Map<string, Wrapper>([
          ['exec', NPX],
          ['run', PLAIN],
          ['run-script', PLAIN],
        ]),
      ],
    ]),
);

/** Options of `find` behind which a program stands. */
export const FIND_RUNS: readonly string[] = ['-exec', '-execdir', '-ok', '-okdir'];

/** The same of `fd`. */
export const FD_RUNS: readonly string[] = ['-x', '-X', '--exec', '--exec-batch'];
