/** How a program takes what it runs. Options are named without their hyphens: one letter is short, more are a word. */
export interface Language {
  /** Options whose value is run. */
  readonly code: readonly string[];
  /** Options whose value says what else is run or loaded: a file, a module, a folder of modules. */
  readonly loads: readonly string[];
  /** Options with another value. */
  readonly takes: readonly string[];
  /** Options with two values, of which the second is what the other lists say of it. */
  readonly takesTwo?: readonly string[];
  /** Options whose value is loaded beside the script: what stands first without an option is the script as before. */
  readonly modules?: readonly string[];
  /** Options without a value; `no-*` is every one that begins so. Any other leaves open what the next item is. */
  readonly flags?: readonly string[];
  /** Options whose value is a file, or a program where it begins with `|`. */
  readonly pipes?: readonly string[];
  /** The same, where they stand before anything else. */
  readonly leadingPipes?: readonly string[];
  /** Options that are in `code`, and make every later item a part of the text. */
  readonly joins?: readonly string[];
  /** Options behind which a program and its arguments stand. */
  readonly runs?: readonly string[];
  /** What an item looks like that is run, whatever stands before it. */
  readonly texts?: RegExp;
  /** `+text` is run. */
  readonly plusIsCode?: boolean;
  /** `@file` holds further arguments. */
  readonly readsArguments?: boolean;
  /** Options are words also behind one hyphen: `-jar` is not `-j -a -r`. */
  readonly words?: boolean;
  /** What the program does with what stands behind one of its commands, such as `eval` of deno. */
  readonly commands?: Readonly<Record<string, Language>>;
  /** What stands first without an option: a script, a text to run, something else; or each such item is loaded. */
  readonly first: 'script' | 'code' | 'plain' | 'scripts';
  /** What stands after something else is a text to run. */
  readonly thenCode?: boolean;
  /** Options may be written in any case; they are listed in lower case. */
  readonly anyCase?: boolean;
  /** An option says only that what stands first without one is a text to run. */
  readonly codeIsFirst?: boolean;
  /** Whether it runs what it reads from standard input when it is given neither a text nor a file. */
  readonly readsInput: boolean;
}

/** Many names in one line. */
export const list = (names: string): readonly string[] => names.split(' ');

const NONE = {
  code: [],
  loads: [],
  takes: [],
  first: 'plain',
  readsInput: false,
} as const satisfies Language;

const SHELL: Language = {
  code: ['c', 'command', 'init-command', 'C'],
  loads: [],
  modules: list('rcfile init-file rc'),
  takes: list('o O emulate'),
  flags: list(
    'a b e f h k m n p t u v x y i l r s B D E H I N P T V login interactive norc noprofile posix restricted verbose debugger noediting no-config private no-execute no-rc no-globals compileonly norc',
  ),
  first: 'script',
  codeIsFirst: true,
  readsInput: true,
};
const NU: Language = {
  ...SHELL,
  code: list('c commands e execute'),
  modules: list('config env-config I include-path plugins plugin-config'),
  takes: list('m table-mode t threads log-level log-target'),
  flags: list('n no-config-file no-std-lib no-history no-newline stdin l login i interactive'),
  codeIsFirst: false,
};
const PYTHON: Language = {
  code: ['c'],
  loads: ['m'],
  takes: ['W', 'X', 'check-hash-based-pycs'],
  flags: list(
    'b B d E h i I O P q R s S t u v V x help version no-banner no-confirm-exit quick simple-prompt classic help-all',
  ),
  first: 'script',
  readsInput: true,
};
const NODE: Language = {
  code: ['e', 'p', 'pe', 'eval', 'print'],
  loads: ['run'],
  modules: list(
    'r require import loader experimental-loader env-file env-file-if-exists preload experimental-config-file test-reporter openssl-config c config tsconfig import-map',
  ),
  takes: list(
    'C conditions title input-type stack-trace-limit stack-size max-old-space-size max-semi-space-size max-http-header-size dns-result-order disable-warning icu-data-dir redirect-warnings test-name-pattern test-reporter-destination trace-event-categories secure-heap unhandled-rejections diagnostic-dir heapsnapshot-signal watch-path allow-fs-read allow-fs-write report-dir report-directory report-filename report-signal cpu-prof-dir cpu-prof-name heap-prof-dir heap-prof-name cwd port experimental-default-type',
  ),
  flags: list(
    'i h v A q b interactive help version check no-* trace-* experimental-* enable-* inspect* allow-* deny-* watch test test-only test-force-exit test-coverage harmony* preserve-* throw-deprecation pending-deprecation use-* abort-on-uncaught-exception insecure-http-parser frozen-intrinsics force-* permission report-* prof cpu-prof heap-prof expose-* zero-fill-buffers verify-base-objects build-snapshot tls-min-* tls-max-* jitless hot smol silent quiet bun unstable* cached-only frozen',
  ),
  first: 'script',
  readsInput: true,
};
/** Programs of NODE whose first argument is a command of their own. */
const withCommands = (more: Readonly<Record<string, Language>>): Language => ({
  ...NODE,
  commands: { run: NODE, test: NODE, watch: NODE, ...more },
});
const EVAL: Language = { ...NODE, first: 'code' };
const PERL: Language = {
  code: ['e', 'E'],
  loads: [],
  modules: ['I', 'M', 'm', 'r', 'require'],
  takes: list('F C K encoding external-encoding internal-encoding disable enable backtrace-limit'),
  flags: list(
    'a c d f h i l n p s S t T u U v V w W x X y D verbose version copyright help disable-* enable-* jit yjit rjit debug ll-exception stagestats',
  ),
  first: 'script',
  readsInput: true,
};
/** Languages of which only the option for a text differs. */
const withCode = (...code: readonly string[]): Language => ({
  ...NONE,
  code,
  first: 'script',
  readsInput: true,
});
/** Clients of databases: texts behind an option, or from standard input. */
const client = (code: readonly string[], loads: readonly string[], takes: readonly string[]): Language => ({
  ...NONE,
  code,
  loads,
  takes,
  readsInput: true,
});
/** Filters: the text first, unless an option gives it or its file. */
const FILTER: Language = { ...NONE, first: 'code' };
const AWK: Language = {
  ...FILTER,
  code: ['e', 'source'],
  loads: ['f', 'file', 'E', 'exec'],
  modules: ['i', 'include', 'l', 'load'],
  takes: ['F', 'v', 'field-separator', 'assign'],
  flags: list(
    'b c C d D g h k I L M n N o O p P r s S t V characters-as-bytes traditional csv posix re-interval sandbox non-decimal-data use-lc-numeric optimize lint bignum version help',
  ),
};
const JQ: Language = {
  ...FILTER,
  loads: ['f', 'from-file'],
  modules: ['L', 'library-path'],
  takes: ['indent', 'o', 'output-format', 'p', 'input-format', 'I'],
  flags: list(
    'a c e h i j M n N C P r R s S v V y ascii-output compact-output exit-status join-output monochrome-output null-input color-output raw-output raw-output0 raw-input slurp sort-keys tab stream stream-errors seq unbuffered args jsonargs inplace prettyPrint no-colors no-doc colors unwrapScalar yaml-output yaml-input',
  ),
  takesTwo: ['arg', 'argjson', 'slurpfile', 'rawfile', 'argfile'],
};
const MYSQL = client(
  ['e', 'execute', 'init-command', 'pager'],
  ['defaults-file', 'defaults-extra-file', 'plugin-dir', 'default-auth'],
  ['h', 'P', 'u', 'D', 'S', 'host', 'port', 'user', 'database', 'socket'],
);

const POWERSHELL: Language = {
  ...withCode('c', 'command', 'e', 'ec', 'encodedcommand', 'cwa', 'commandwithargs'),
  loads: ['f', 'file'],
  modules: ['psmodulepath', 'configurationfile', 'settingsfile', 'psconsolefile'],
  takes: list(
    'executionpolicy ep ex workingdirectory wd wo outputformat of o inputformat if windowstyle w version configurationname config custompipename encodedarguments ea',
  ),
  flags: list(
    'noprofile nop nologo nol noninteractive noni noexit noe sta mta login l interactive i help h sshservermode',
  ),
  joins: ['c', 'command'],
  anyCase: true,
  words: true,
};
const NIX: Language = {
  ...NONE,
  code: ['expr', 'E', 'arg'],
  loads: list('f file I include inputs-from override-flake override-input'),
  takes: list(
    'A attr i system profile store k keep keep-env-var u unset j max-jobs cores builders substituters experimental-features extra-experimental-features log-format',
  ),
  takesTwo: ['arg', 'argstr', 'option', 'override-input', 'override-flake'],
  flags: list(
    'L v p packages pure impure refresh offline quiet verbose print-build-logs no-* accept-flake-config ignore-environment recreate-lock-file',
  ),
};
/** An inventory that may be executed is run to be read. */
const ANSIBLE: Language = {
  ...NONE,
  code: list('ssh-common-args ssh-extra-args scp-extra-args sftp-extra-args'),
  loads: list(
    'i inventory inventory-file M module-path vault-password-file vault-id become-password-file connection-password-file playbook-dir',
  ),
  takes: list(
    'u user l limit e extra-vars f forks t tags tree T timeout c connection private-key key-file skip-tags start-at-task become-user become-method P poll B background',
  ),
  flags: list(
    'b become C check D diff v vv vvv vvvv K k ask-* o one-line list-* syntax-check step flush-cache force-handlers J',
  ),
};
const EVAL_FIRST: Language = { ...NONE, first: 'code' };

function named(names: readonly string[], language: Language): Readonly<Record<string, Language>> {
  return Object.fromEntries(names.map((name) => [name, language]));
}

/** Programs that run a text or a script that they are given. */
export const LANGUAGES: ReadonlyMap<string, Language> = new Map(
  Object.entries({
    ...named(
      ['sh', 'bash', 'rbash', 'dash', 'zsh', 'ksh', 'ash', 'fish', 'mksh', 'csh', 'tcsh', 'elvish', 'xonsh'],
      SHELL,
    ),
    nu: NU,
    ...named(['python', 'pypy', 'ipython'], PYTHON),
    ...named(['node', 'nodejs'], NODE),
    'ts-node': {
      ...NODE,
      takes: [
        ...NODE.takes,
        ...list(
          'O compiler-options project P compiler ignore I ignore-diagnostics D cwdMode script-mode scope-dir',
        ),
      ],
      flags: list(
        'T s h v vv vvv i transpile-only transpileOnly type-check swc esm files pretty skip-* skipProject skipIgnore prefer-ts-exts preferTsExts log-error show-config emit',
      ),
    },
    tsx: withCommands({}),
    bun: withCommands({ x: NODE, exec: EVAL }),
    deno: withCommands({ eval: EVAL, task: { ...NODE, code: ['eval'] }, x: NODE, repl: NODE }),
    ...named(['perl', 'ruby', 'raku', 'jruby'], PERL),
    php: {
      ...withCode('r', 'run', 'B', 'R', 'E'),
      loads: ['f', 'F'],
      modules: ['z', 'c', 'd', 'S'],
      takes: ['t'],
      flags: list('a C e h H i l m n q s v w'),
    },
    lua: { ...withCode('e'), modules: ['l'], flags: list('i v E W') },
    luajit: { ...withCode('e'), modules: ['l', 'j'], flags: list('i v E O') },
    osascript: { ...withCode('e'), modules: ['l'], takes: ['s'], flags: ['i'] },
    pwsh: POWERSHELL,
    // What it is given without an option is a text, joined of all items.
    powershell: { ...POWERSHELL, first: 'code' },
    cmd: { ...NONE, code: ['c', 'k', 'r'], joins: ['c', 'k', 'r'], anyCase: true, words: true },
    ...named(['R', 'Rscript'], {
      ...withCode('e'),
      loads: ['f', 'file'],
      takes: ['g', 'gui', 'd', 'debugger'],
      flags: list('q s no-* vanilla slave quiet silent save restore verbose interactive version help'),
    }),
    julia: {
      ...withCode('e', 'E', 'eval', 'print'),
      modules: ['L', 'load', 'J', 'sysimage', 'H', 'home', 'machine-file'],
      takes: list('p procs t threads C cpu-target'),
      flags: list('i q v h O g project quiet banner version help inline* check-bounds'),
    },
    elixir: {
      ...withCode('e', 'eval'),
      loads: ['S'],
      modules: list('r pr pa pz require erl boot'),
      takes: list('name sname cookie hidden logger-otp-reports'),
      takesTwo: ['rpc-eval'],
      flags: list('no-halt hidden version help werl'),
    },
    ...named(['groovy', 'scala', 'clojure', 'clj'], {
      ...withCode('e', 'eval'),
      loads: ['m', 'main', 'M', 'X', 'i', 'init'],
      modules: list('cp classpath Sdeps A'),
      takes: ['D', 'J'],
      flags: list('n p r h v d version help'),
      words: true,
    }),
    ...named(['ghc', 'crystal', 'swift', 'runghc'], {
      ...withCode('e', 'E', 'eval', 'print'),
      commands: { run: withCode('e'), eval: { ...NONE, first: 'code' } },
    }),
    ...named(['tclsh', 'wish'], withCode()),
    java: {
      ...NONE,
      loads: ['jar', 'm', 'module'],
      modules: list(
        'cp classpath class-path p module-path upgrade-module-path patch-module javaagent agentpath agentlib Xbootclasspath',
      ),
      takes: list(
        'add-modules add-opens add-exports add-reads limit-modules enable-native-access source describe-module d',
      ),
      flags: list(
        'D* X* ea* da* esa dsa enableassertions* disableassertions* server client version showversion verbose* enable-preview show-version splash* no*',
      ),
      texts:
        /^-(?:XX:(?:OnOutOfMemoryError|OnError|Flags|VMOptionsFile|CompileCommandFile)=|Xbootclasspath\/)/,
      readsArguments: true,
      words: true,
      first: 'script',
    },
    // What they run, or reach another host with, stands behind an option.
    nix: {
      ...NIX,
      commands: {
        run: { ...NIX, first: 'script' },
        shell: { ...NIX, first: 'scripts', runs: ['c', 'command'] },
        develop: { ...NIX, first: 'scripts', runs: ['c', 'command'] },
      },
    },
    'nix-shell': { ...NIX, code: ['run', 'command', 'expr', 'E', 'arg'], first: 'scripts' },
    rsync: { ...NONE, code: ['e', 'rsh', 'rsync-path'], flags: list('a v z r l p t g o D u n x H A X S P') },
    tar: {
      ...NONE,
      code: list(
        'to-command checkpoint-action I use-compress-program F info-script new-volume-script rsh-command rmt-command',
      ),
    },
    ansible: {
      ...ANSIBLE,
      code: ['a', 'args', ...ANSIBLE.code],
      loads: ['m', 'module-name', ...ANSIBLE.loads],
    },
    'ansible-playbook': { ...ANSIBLE, first: 'script' },
    git: {
      ...NONE,
      code: list(
        'upload-pack receive-pack extcmd tree-filter index-filter msg-filter env-filter commit-filter exec',
      ),
      loads: ['exec-path', 'template', 'open-files-in-pager'],
      takes: ['C', 'git-dir', 'work-tree', 'namespace'],
      leadingPipes: ['c', 'config-env'],
      // Settings that name a program, or a file that could name one.
      texts:
        /^(?:-c|--config[= ]|--config-env=)?(?:alias\.|pager\.|filter\.|gpg\.|include(?:if\..*)?\.path|credential\.|difftool\.|mergetool\.|core\.(?:sshCommand|editor|pager|fsmonitor|hooksPath|askPass|gitProxy|attributesFile|alternateRefsCommand)|sequence\.editor|diff\.(?:external|.*\.(?:textconv|command))|merge\..*\.driver|remote\..*\.(?:uploadpack|receivepack|vcs)|uploadpack\.|protocol\.|init\.templateDir|interactive\.diffFilter|man\.|browser\.|web\.|submodule\..*\.update|sendemail\.)[^=]*=/i,
    },
    ...named(['scp', 'sftp'], {
      ...NONE,
      code: ['S', 'D'],
      loads: ['F'],
      takes: list('c i J l P X b B R s'),
      texts:
        /^(?:-o\s*)?(?:ProxyCommand|LocalCommand|KnownHostsCommand|PKCS11Provider|SecurityKeyProvider|Include)\b/i,
    }),
    curl: {
      ...NONE,
      loads: ['K', 'config', 'engine'],
      takes: list('o H d X u A b c e F T x m w D E'),
      flags: ['S'],
    },
    wget: {
      ...NONE,
      code: ['e', 'execute', 'use-askpass'],
      loads: ['config'],
      takes: list('O o a i P U t T Q A R D I'),
    },
    less: {
      ...NONE,
      loads: ['k', 'lesskey-file', 'lesskey-src'],
      code: ['lesskey-content'],
      plusIsCode: true,
    },
    man: {
      ...NONE,
      code: ['P', 'pager', 'H', 'html'],
      loads: ['C', 'config-file'],
      takes: list('L M S s e m E p r R'),
    },
    zip: { ...NONE, code: ['TT', 'unzip-command'], words: true },
    sort: { ...NONE, code: ['compress-program'], takes: list('k t o S T') },
    split: { ...NONE, code: ['filter'], takes: list('a b C l n t') },
    rg: { ...NONE, code: ['pre', 'hostname-bin'], takes: list('e f g A B C m t T M r j d E') },
    tcpdump: { ...NONE, code: ['z'], takes: list('i w r c C G W s F E') },
    'redis-cli': {
      ...NONE,
      loads: ['eval'],
      takes: list('h p s a u r i n user pass'),
      commands: { eval: EVAL_FIRST, EVAL: EVAL_FIRST, eval_ro: EVAL_FIRST, EVAL_RO: EVAL_FIRST },
    },
    ...named(['kubectl', 'oc', 'helm'], {
      ...NONE,
      loads: ['kubeconfig', 'post-renderer'],
      takes: ['n', 'f', 'l', 'o'],
    }),
    screen: {
      ...NONE,
      code: ['X'],
      joins: ['X'],
      flags: list('ls list wipe'),
      takes: list('S t p T h e r x R'),
      loads: ['c', 's'],
    },
    expect: { ...withCode('c'), loads: ['f', 'b'], flags: list('d D i n N v') },
    erl: { ...withCode('eval', 'run', 's'), first: 'plain', words: true },
    psql: {
      ...client(
        ['c', 'command'],
        ['f', 'file'],
        list('d h p U v F R T P L dbname host port username set variable pset log-file'),
      ),
      pipes: ['o', 'output'],
    },
    ...named(['mysql', 'mariadb'], MYSQL),
    ...named(
      ['mongosh', 'mongo'],
      client(['eval'], ['f', 'file'], ['host', 'port', 'u', 'p', 'username', 'password']),
    ),
    ...named(['sqlite', 'sqlite3', 'duckdb'], {
      ...client(['cmd', 'c', 's'], ['init', 'f'], ['separator', 'nullvalue', 'newline', 'mmap', 'vfs']),
      thenCode: true,
      words: true,
    }),
    ...named(
      ['clickhouse-client', 'sqlcmd', 'cqlsh', 'trino', 'presto', 'snowsql', 'influx', 'usql', 'bq'],
      client(
        ['q', 'Q', 'query', 'e', 'execute', 'c', 'command'],
        ['f', 'i', 'file', 'queries-file'],
        ['h', 'host', 'port', 'u', 'U', 'd', 'S', 'P'],
      ),
    ),
    ...named(['sed', 'gsed'], {
      ...FILTER,
      code: ['e', 'expression'],
      loads: ['f', 'file'],
      takes: ['l', 'line-length'],
      flags: list(
        'a b E i I n r s u z debug sandbox follow-symlinks in-place posix quiet silent regexp-extended separate unbuffered null-data zero-terminated help version',
      ),
    }),
    ...named(['awk', 'gawk', 'mawk', 'nawk'], AWK),
    ...named(['jq', 'gojq', 'jaq', 'yq'], JQ),
    ...named(['vi', 'vim', 'nvim', 'ex', 'view'], {
      ...NONE,
      code: ['c', 'cmd', 'S'],
      loads: ['u', 'U', 'l', 's'],
      takes: ['T', 't', 'w', 'W', 'i', 'r'],
      plusIsCode: true,
    }),
    emacs: {
      ...NONE,
      code: ['eval', 'execute'],
      loads: list('l load script f funcall q L directory init-directory'),
      words: true,
    },
    ...named(['gdb', 'lldb'], {
      ...NONE,
      code: list('ex iex eval-command init-eval-command o O one-line one-line-before-file'),
      loads: ['x', 'command', 's', 'ix', 'init-command', 'source'],
      words: true,
    }),
    ...named(['su', 'runuser', 'script', 'flock'], {
      ...NONE,
      code: ['c', 'command'],
      loads: ['s', 'shell'],
      takes: ['g', 'w', 'group', 'timeout'],
    }),
    ...named(['at', 'batch'], { ...NONE, loads: ['f'], takes: ['q', 't'], readsInput: true }),
    crontab: { ...NONE, takes: ['u'], flags: list('l r e i'), first: 'script', readsInput: true },
    bc: { ...NONE, code: ['e', 'expression'], loads: ['f', 'file'], readsInput: true },
    ed: { ...NONE, readsInput: true },
  }),
);

/** Programs that put their arguments into texts that a shell runs, here or on another host. */
export const JOINING: readonly string[] = [
  'ssh',
  'eval',
  'watch',
  'parallel',
  'mosh',
  'pdsh',
  'autossh',
  'rsh',
  'make',
  'gmake',
  'just',
];

/** `/usr/bin/python3.12` is python. */
export function programOf(item: string): string {
  const name = item.split(/[/\\]/).at(-1) ?? '';
  const plain = /\.exe$/i.test(name) ? name.slice(0, -4).toLowerCase() : name;
  return LANGUAGES.has(plain) ? plain : plain.replace(/[\d.]{1,8}$/, '');
}
