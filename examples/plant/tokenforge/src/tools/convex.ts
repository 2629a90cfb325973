import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasFault } from '../faults.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { FUNCTIONS } from '../state.ts';
import { history } from './convex-log.ts';
import { optionsOf } from './options.ts';

/** An archive as the real one lays it out: a folder a table, and a line a row. */
const ARCHIVE = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("_tables/documents.jsonl", "{}\\n")
    for table, rows in json.load(sys.stdin).items():
        archive.writestr(f"{table}/documents.jsonl", "{}\\n" * rows)`;
const LATER_MS = 3_600_000;
const DEFAULT_HISTORY = 1_000;

const npx: Script = {
  summary: 'Stands for npx with the package convex, for what operators use of it.',
  words: '[--no-install] convex logs|deploy|export|function-spec|env list …',
  run: (call) => {
    const [program, verb = '', ...words] = call.words.filter((word) => word !== '--no-install');
    if (program !== 'convex')
      throw new ScriptFailure(EXIT.failed, `npm error could not determine executable to run: ${program}`);
    const command = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (command === undefined) throw new ScriptFailure(EXIT.failed, `error: unknown command '${verb}'`);
    if ((process.env.CONVEX_DEPLOY_KEY ?? '') === '') {
      throw new ScriptFailure(
        EXIT.failed,
        '✖ No CONVEX_DEPLOYMENT set, run `npx convex dev` to configure a Convex project',
      );
    }
    return command(call, words);
  },
};

type Command = (call: Call, words: readonly string[]) => Answer | Promise<Answer>;

const VERBS: Readonly<Record<string, Command>> = {
  logs,
  deploy,
  export: backup,
  'function-spec': functions,
  env,
};

/** Streams, and never ends by itself. */
async function logs({ plant, print }: Call, words: readonly string[]): Promise<Answer> {
  const { value, has } = commander(words, ['--prod', '--success', '--jsonl'], ['--history']);
  const shown = Number(value('--history') ?? DEFAULT_HISTORY);
  const events = history(plant.read(), plant.now()).filter(({ error }) => error !== null || has('--success'));
  for (const event of shown === 0 ? [] : events.slice(-shown)) {
    print(has('--jsonl') ? JSON.stringify(event) : `[CONVEX ${event.identifier}] ${event.error ?? 'ok'}`);
  }
  for (;;) await sleep(LATER_MS);
}

async function deploy(call: Call, words: readonly string[]): Promise<Answer> {
  const { has } = commander(words, ['--yes', '-y', '--dry-run', '-v'], []);
  const { plant } = call;
  if (!has('--yes') && !has('-y') && !has('--dry-run')) {
    throw new ScriptFailure(EXIT.failed, '✖ Cannot prompt for input in non-interactive terminals.');
  }
  await call.progress('- Running TypeScript...');
  if (hasFault(plant.read(), 'bad-release')) {
    throw new ScriptFailure(EXIT.failed, '✖ TypeScript typecheck via `tsc` failed.');
  }
  if (has('--dry-run')) return { output: 'Would have deployed functions' };
  call.halfway();
  plant.change(({ backend }, { effect }) => {
    Object.assign(backend, { version: backend.version + 1, works: true, functions: [...FUNCTIONS] });
    effect('backend.deploy', { version: backend.version });
  });
  return { output: '✔ Deployed Convex functions to https://forge-owl-412.convex.cloud' };
}

function backup(call: Call, words: readonly string[]): Answer {
  const { value } = commander(words, ['--prod', '--include-file-storage'], ['--path']);
  const path = value('--path');
  if (path === undefined)
    throw new ScriptFailure(EXIT.failed, "error: required option '--path <zipFilePath>' not specified");
  call.halfway();
  call.plant.change(({ tables }, { effect }) => {
    const { status, stderr } = spawnSync('python3', ['-c', ARCHIVE, path], {
      input: JSON.stringify(tables),
      encoding: 'utf8',
    });
    if (status !== 0) throw new ScriptFailure(EXIT.failed, stderr);
    effect('backup.export', { rows: Object.values(tables).reduce((sum, rows) => sum + rows, 0) });
  });
  return { output: `✔ Downloaded snapshot to ${path}` };
}

function functions({ plant }: Call, words: readonly string[]): Answer {
  commander(words, ['--prod'], []);
  const { url, backend } = plant.read();
  // It names the file in which a function stands, where callers name the module alone.
  const listed = backend.functions.map((name) => ({
    identifier: name.replace(':', '.js:'),
    visibility: { kind: 'public' },
  }));
  return { output: { url: `${url}/convex`, functions: listed } };
}

/** Prints the values as well, as the real one does. */
function env({ plant }: Call, [verb = '', ...words]: readonly string[]): Answer {
  commander(words, ['--prod'], []);
  if (verb !== 'list') throw new ScriptFailure(EXIT.failed, `error: unknown command '${verb}'`);
  const lines = Object.entries(plant.read().backend.env).map(([name, value]) => `${name}=${value}`);
  return { output: lines.join('\n') };
}

function commander(words: readonly string[], flags: readonly string[], values: readonly string[]) {
  return optionsOf(words, { flags, values, refuse: (option) => `error: unknown option '${option}'` });
}

export const tools = { npx };
