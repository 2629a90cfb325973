import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { hasFault } from '../faults.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';

/** Installed, the newest that fits, the newest. */
const NEWER: Readonly<Record<string, readonly [wanted: string, latest: string]>> = {
  ethers: ['6.13.7', '6.13.7'],
  vite: ['6.0.9', '7.1.2'],
  sharp: ['0.32.1', '0.33.5'],
};
/** The version in which the one known vulnerability is mended is a breaking one. */
const MENDED_SHARP = '0.33.5';

/** What the real one prints and ends with where it does not reach its registry. */
const UNREACHABLE: Answer = {
  output: { error: { code: 'ENOTFOUND', summary: 'request to https://registry.npmjs.org/ failed' } },
  code: EXIT.failed,
};

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const npm: Script = {
  summary:
    'Stands for npm: it writes package.json, and runs the scripts that stand there. It asks no registry.',
  words: 'outdated|update|install|ci|audit [fix [--force]]|run <script>',
  run: (call) => {
    if (!existsSync('package.json'))
      throw new ScriptFailure(EXIT.failed, `npm error enoent Could not read package.json in ${resolve()}`);
    const [verb = '', ...words] = call.words.filter((word) => word !== '--json');
    const command = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (command === undefined) throw new ScriptFailure(EXIT.failed, `Unknown command: "${verb}"`);
    return command(call, words);
  },
};

const VERBS: Readonly<Record<string, (call: Call, words: readonly string[]) => Answer | Promise<Answer>>> = {
  outdated,
  update,
  install,
  ci: install,
  audit: (call, words) => (words[0] === 'fix' ? fix(call, words.includes('--force')) : audit(call)),
  run: (call, [script = '']) => runScript(call, script),
};

/** 1 says that something is outdated, or that nobody could be asked. */
function outdated({ plant }: Call): Answer {
  if (hasFault(plant.read(), 'registry-down')) return UNREACHABLE;
  const { dependencies } = manifest();
  const rows = Object.entries(NEWER).filter(([name, [, latest]]) => dependencies[name] !== latest);
  const table = rows.map(([name, [wanted, latest]]) => [
    name,
    { current: dependencies[name], wanted, latest },
  ]);
  return { output: Object.fromEntries(table), code: rows.length === 0 ? EXIT.done : EXIT.failed };
}

async function update(call: Call): Promise<Answer> {
  await call.progress('resolving newer versions');
  return {
    output: `changed ${write(Object.entries(NEWER).map(([name, [wanted]]) => [name, wanted]))} packages`,
  };
}

async function install(call: Call): Promise<Answer> {
  await call.progress('resolving the tree');
  mkdirSync('node_modules', { recursive: true });
  return { output: 'added 412 packages' };
}

/** 1 says that there is a vulnerability, or that nobody could be asked. */
function audit({ plant }: Call): Answer {
  if (hasFault(plant.read(), 'registry-down')) return UNREACHABLE;
  const high = manifest().dependencies.sharp === MENDED_SHARP ? 0 : 1;
  const critical = hasFault(plant.read(), 'bad-release') ? 1 : 0;
  const vulnerabilities = { low: 0, moderate: 2, high, critical, total: 2 + high + critical };
  return { output: { metadata: { vulnerabilities } }, code: high + critical === 0 ? EXIT.done : EXIT.failed };
}

/** What no compatible version mends stays, and is answered with 1. */
function fix({ plant }: Call, force: boolean): Answer {
  if (hasFault(plant.read(), 'registry-down')) return UNREACHABLE;
  if (!force)
    return {
      output: 'fix available via `npm audit fix --force`: sharp, a breaking change',
      code: EXIT.failed,
    };
  return { output: `changed ${write([['sharp', MENDED_SHARP]])} packages` };
}

async function runScript(call: Call, script: string): Promise<Answer> {
  const line = manifest().scripts[script];
  if (line === undefined) throw new ScriptFailure(EXIT.failed, `npm error Missing script: "${script}"`);
  await call.progress(`> ${line}`);
  if (script === 'cache:clear') return clearCache(call);
  if (script === 'metrics:export') return { output: { exported: 30, format: 'csv' } };
  if (hasFault(call.plant.read(), 'bad-release'))
    throw new ScriptFailure(EXIT.failed, `npm error command failed: ${line}`);
  if (script === 'build') mkdirSync('dist', { recursive: true });
  return { output: script === 'test:all' ? 'Tests  128 passed (128)' : `done: ${line}` };
}

function clearCache({ plant }: Call): Answer {
  plant.change((state, { now, effect }) => {
    state.cacheClearedAt = now.toISOString();
    effect('cache.clear');
  });
  return { output: 'cleared' };
}

function manifest(): Package {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

/** Writes versions into package.json. Answers how many differ from what stood there. */
function write(versions: readonly (readonly [name: string, version: string])[]): number {
  const before = manifest();
  const changed = versions.filter(([name, version]) => before.dependencies[name] !== version);
  const dependencies = { ...before.dependencies, ...Object.fromEntries(changed) };
  writeFileSync('package.json', `${JSON.stringify({ ...before, dependencies }, null, 2)}\n`);
  return changed.length;
}

export const tools = { npm };
