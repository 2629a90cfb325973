/** How a program takes what it runs. Options are named without their hyphens: one letter is short, more are a word. */
export interface Language {
  /** Options whose value is run. */
  readonly code: readonly string[];
  /** Options whose value says what else is run or loaded: a file, a module, a folder of modules. */
  readonly loads: readonly string[];
  /** Options with another value. */
  readonly takes: readonly string[];
  /** Options with two other values. */
  readonly takesTwo?: readonly string[];
  /** What stands first without an option: a script, a text to run, or something else. */
  readonly first: 'script' | 'code' | 'plain';
  /** What stands after something else is a text to run. */
  readonly thenCode?: boolean;
  /** Options may be written in any case; they are listed in lower case. */
  readonly anyCase?: boolean;
  /** An option says only that what stands first without one is a text to run. */
  readonly codeIsFirst?: boolean;
  /** Whether it runs what it reads from standard input when it is given neither a text nor a file. */
  readonly readsInput: boolean;
}

const NONE = {
  code: [],
  loads: [],
  takes: [],
  first: 'plain',
  readsInput: false,
} as const satisfies Language;

const SHELL: Language = {
  code: ['c', 'command', 'init-command', 'C'],
  loads: ['rcfile', 'init-file'],
  takes: ['o', 'O'],
  first: 'script',
  codeIsFirst: true,
  readsInput: true,
};
const PYTHON: Language = {
  code: ['c'],
  loads: ['m'],
  takes: ['W', 'X', 'check-hash-based-pycs'],
  first: 'script',
  readsInput: true,
};
const NODE: Language = {
  code: ['e', 'p', 'pe', 'eval', 'print'],
  loads: [
    'r',
    'require',
    'import',
    'loader',
    'experimental-loader',
    'env-file',
    'env-file-if-exists',
    'run',
    'preload',
  ],
  takes: ['C', 'conditions', 'title', 'input-type', 'stack-trace-limit'],
  first: 'script',
  readsInput: true,
};
const PERL: Language = {
  code: ['e', 'E'],
  loads: ['I', 'M', 'm', 'r', 'require'],
  takes: ['F', 'C', 'K', 'encoding'],
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
  loads: ['f', 'file', 'i', 'include', 'l', 'load', 'E', 'exec'],
  takes: ['F', 'v', 'field-separator', 'assign'],
};
const JQ: Language = {
  ...FILTER,
  loads: ['f', 'from-file', 'L', 'library-path'],
  takes: ['indent', 'o', 'output-format', 'p', 'input-format'],
  takesTwo: ['arg', 'argjson', 'slurpfile', 'rawfile', 'argfile'],
};
const MYSQL = client(
  ['e', 'execute', 'init-command'],
  ['defaults-file', 'defaults-extra-file', 'plugin-dir'],
  ['h', 'P', 'u', 'D', 'S', 'host', 'port', 'user', 'database', 'socket'],
);

function named(names: readonly string[], language: Language): Readonly<Record<string, Language>> {
  return Object.fromEntries(names.map((name) => [name, language]));
}

/** Programs that run a text or a script that they are given. */
export const LANGUAGES: ReadonlyMap<string, Language> = new Map(
  Object.entries({
    ...named(
      [
        'sh',
        'bash',
        'rbash',
        'dash',
        'zsh',
        'ksh',
        'ash',
        'fish',
        'mksh',
        'csh',
        'tcsh',
        'nu',
        'elvish',
        'xonsh',
      ],
      SHELL,
    ),
    ...named(['python', 'pypy', 'ipython'], PYTHON),
    ...named(['node', 'nodejs', 'bun', 'tsx', 'ts-node', 'deno'], NODE),
    ...named(['perl', 'ruby', 'raku', 'jruby'], PERL),
    php: { ...withCode('r', 'run', 'B', 'R', 'E'), loads: ['f', 'F', 'z', 'c', 'd', 'S'] },
    lua: { ...withCode('e'), loads: ['l'] },
    luajit: { ...withCode('e'), loads: ['l', 'j'] },
    osascript: { ...withCode('e'), loads: ['l'] },
    ...named(['pwsh', 'powershell'], {
      ...withCode('c', 'co', 'com', 'comm', 'comma', 'comman', 'command', 'e', 'ec', 'enc', 'encodedcommand'),
      loads: ['f', 'fi', 'fil', 'file', 'psmodulepath'],
      takes: ['executionpolicy', 'ep', 'ex', 'workingdirectory', 'wd', 'outputformat', 'o', 'inputformat'],
      anyCase: true,
    }),
    ...named(
      ['R', 'Rscript', 'julia', 'elixir', 'groovy', 'scala', 'clojure', 'ghc', 'crystal', 'swift'],
      withCode('e', 'E', 'eval', 'print'),
    ),
    ...named(['tclsh', 'wish'], withCode()),
    java: {
      ...NONE,
      loads: ['jar', 'cp', 'classpath', 'class-path', 'module-path', 'module', 'javaagent', 'agentpath'],
      first: 'script',
    },
    // What they run, or reach another host with, stands behind an option.
    ...named(['nix-shell', 'nix'], {
      ...NONE,
      code: ['run', 'command', 'c', 'expr', 'E'],
      loads: ['p', 'packages', 'f', 'file'],
    }),
    rsync: { ...NONE, code: ['e', 'rsh', 'rsync-path'] },
    tar: {
      ...NONE,
      code: ['to-command', 'checkpoint-action', 'I', 'use-compress-program', 'F', 'info-script'],
    },
    ansible: { ...NONE, code: ['a', 'args'], loads: ['m', 'module-name'] },
    expect: { ...withCode('c'), loads: ['f', 'b'] },
    erl: { ...withCode('eval', 'run', 's'), first: 'plain' },
    psql: client(
      ['c', 'command'],
      ['f', 'file'],
      [
        'd',
        'h',
        'p',
        'U',
        'v',
        'F',
        'R',
        'T',
        'P',
        'o',
        'L',
        'dbname',
        'host',
        'port',
        'username',
        'set',
        'variable',
        'pset',
        'output',
        'log-file',
      ],
    ),
    ...named(['mysql', 'mariadb'], MYSQL),
    ...named(
      ['mongosh', 'mongo'],
      client(['eval'], ['f', 'file'], ['host', 'port', 'u', 'p', 'username', 'password']),
    ),
    ...named(['sqlite', 'sqlite3', 'duckdb'], {
      ...client(['cmd', 'c', 's'], ['init', 'f'], ['separator', 'nullvalue', 'newline', 'mmap', 'vfs']),
      thenCode: true,
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
    }),
    ...named(['awk', 'gawk', 'mawk', 'nawk'], AWK),
    ...named(['jq', 'gojq', 'jaq', 'yq'], JQ),
    ...named(['vi', 'vim', 'nvim', 'ex', 'emacs'], {
      ...NONE,
      code: ['c', 'cmd', 'eval', 'S'],
      loads: ['u', 'l', 'load', 'f'],
    }),
    ...named(['gdb', 'lldb'], {
      ...NONE,
      code: ['ex', 'iex', 'eval-command', 'o', 'O'],
      loads: ['x', 'command', 's'],
    }),
    ...named(['su', 'runuser', 'script', 'flock'], {
      ...NONE,
      code: ['c', 'command'],
      loads: ['s', 'shell'],
      takes: ['g', 'w', 'group', 'timeout'],
    }),
    ...named(['at', 'batch', 'crontab', 'bc', 'ed'], { ...NONE, readsInput: true }),
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
  const name = item.split('/').at(-1) ?? '';
  const plain = name.replace(/\.exe$/, '');
  return LANGUAGES.has(plain) ? plain : plain.replace(/[\d.]{1,8}$/, '');
}
