import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../../kit/arguments.ts';
import { pubkeyIn } from '../../../kit/keys.ts';
import { isOpen } from '../breaker.ts';
import { configOf, type EpochConfig } from '../config.ts';
import { planEpoch, runEpoch, uncollectedUsd } from '../epoch.ts';
import { readSettings } from '../host.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { SOL } from '../state.ts';
import { walletOf } from '../wallets.ts';

const OUTDATED = [
  ['@solana/web3.js', '1.98.0', '1.98.2'],
  ['pino', '9.6.0', '9.7.0'],
] as const;

const pnpm: Script = {
  summary: 'Stands for pnpm: the scripts of the checkout that it is started in.',
  words: 'install|test|outdated|update|audit|[run] <script>',
  run: (call) => {
    if (!existsSync('package.json')) {
      throw new ScriptFailure(EXIT.failed, `ERR_PNPM_NO_PKG_MANIFEST  No package.json found in ${resolve()}`);
    }
    const [first = '', ...rest] = call.words;
    const [name = '', ...options] = first === 'run' ? rest : call.words;
    const script = Object.hasOwn(SCRIPTS, name) ? SCRIPTS[name] : undefined;
    if (script === undefined)
      throw new ScriptFailure(EXIT.failed, `ERR_PNPM_NO_SCRIPT  Missing script: ${name}`);
    if (options.some((option) => !KNOWN.includes(option))) throw new UsageError(options.join(' '));
    if (options.includes('--fix')) return fix(call);
    return script(call);
  },
};

const KNOWN = ['--frozen-lockfile', '--format', 'json', '--json', '--fix'];

const SCRIPTS: Readonly<Record<string, (call: Call) => Answer | Promise<Answer>>> = {
  async install(call) {
    await call.progress('Lockfile is up to date, resolution step is skipped');
    return { output: 'Already up to date' };
  },
  async test(call) {
    await call.progress('> vitest run', 800);
    return isBad(call)
      ? { output: 'Tests  2 failed | 82 passed (84)', code: EXIT.failed }
      : { output: 'Tests  84 passed (84)' };
  },
  async build(call) {
    await call.progress('> tsc --project tsconfig.build.json', 800);
    return { output: 'built dist/' };
  },
  outdated(call) {
    reachRegistry(call);
    const rows = OUTDATED.map(([name, current, latest]) => [name, { current, latest, wanted: current }]);
    return { output: Object.fromEntries(rows), code: EXIT.failed };
  },
  update,
  audit(call) {
    reachRegistry(call);
    const high = isBad(call) ? 1 : 0;
    const vulnerabilities = { info: 0, low: 0, moderate: 0, high, critical: 0 };
    return { output: { advisories: {}, metadata: { vulnerabilities } }, code: high };
  },
  async simulate(call) {
    const config = settings();
    pubkeyIn(config.executorPath);
    await call.progress('simulating an epoch; nothing is sent');
    const plan = call.plant.change((state, { now }) => planEpoch(state, config, now));
    return { output: plan, code: plan.failed ? EXIT.failed : EXIT.done };
  },
  async 'epoch:once'(call) {
    const config = settings();
    pubkeyIn(config.executorPath);
    if (isOpen(call.plant.read().breaker)) throw new ScriptFailure(EXIT.failed, 'Circuit breaker OPEN');
    const pace = Number(process.env.FLYWHEEL_PLANT_PACE ?? 1);
    const report = await runEpoch(call.plant, config, {
      by: 'manual',
      pace,
      log: (line) => console.error(line),
    });
    if (report === undefined) throw new ScriptFailure(EXIT.failed, 'the epoch failed');
    return { output: { report: join('reports', report) } };
  },
  'fetch-fees'(call) {
    const { feeCollector } = settings();
    const state = call.plant.read();
    const { lamports } = walletOf(state, feeCollector);
    const uncollected = lamports === 0 ? 0 : uncollectedUsd(state, call.plant.now());
    return { output: { feeCollector, balanceSol: lamports / SOL, uncollectedUsd: uncollected } };
  },
  snapshot(call) {
    const now = call.plant.now();
    const path = resolve('reports', `snapshot-${Math.floor(now.getTime() / 1_000)}.json`);
    const { wallets, epochs } = call.plant.read();
    writeFileSync(
      path,
      JSON.stringify({ at: now.toISOString(), wallets, lastEpoch: epochs.lastAt }, null, 2),
    );
    call.plant.change((_, { effect }) => effect('snapshot.create', { path }));
    return { output: { snapshot: path } };
  },
};

/** Writes newer versions into package.json, as far as there are any. */
async function update(call: Call): Promise<Answer> {
  await call.progress('resolving newer versions');
  const [[name, old, newer]] = OUTDATED;
  const before = readFileSync('package.json', 'utf8');
  const after = before.replace(`"${name}": "${old}"`, `"${name}": "${newer}"`);
  writeFileSync('package.json', after);
  return {
    output: after === before ? 'Already up to date' : `dependencies:\n- ${name} ${old}\n+ ${name} ${newer}`,
  };
}

/** Writes into package.json what takes the place of vulnerable versions. */
async function fix(call: Call): Promise<Answer> {
  await call.progress('looking for fixed versions');
  const { pnpm: _, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    string,
    unknown
  >;
  const overrides = { 'pino@<9.7.0': '>=9.7.0' };
  writeFileSync('package.json', `${JSON.stringify({ ...manifest, pnpm: { overrides } }, null, 2)}\n`);
  return { output: '1 overrides were added to package.json to fix vulnerabilities.' };
}

/** @throws as the program fails where the registry does not answer: with the exit code of an answer */
function reachRegistry({ plant }: Call): void {
  if (!plant.read().faults.includes('registry-down')) return;
  throw new ScriptFailure(
    EXIT.failed,
    'ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/pino: ENOTFOUND',
  );
}

/** The settings of the checkout, which may be newer than what the container runs with. */
function settings(): EpochConfig {
  try {
    return configOf(readSettings({ env: '.env' }) ?? {});
  } catch (error) {
    throw new ScriptFailure(EXIT.failed, error instanceof Error ? error.message : String(error));
  }
}

function isBad({ plant }: Call): boolean {
  return plant.read().faults.includes('bad-release');
}

export const tools = { pnpm };
