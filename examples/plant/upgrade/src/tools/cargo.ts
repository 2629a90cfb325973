import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../../kit/arguments.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';

const CLIPPY_FAILED = 101;
const WEAKNESS = {
  advisory: { id: 'RUSTSEC-2024-0344', title: 'Timing variability' },
  package: { name: 'curve25519-dalek', version: '3.2.1' },
};

const cargo: Script = {
  summary: 'Stands for cargo: builds and looks at the workspace.',
  words: 'build [--release] | run [--release] | clippy [-- -D warnings] | audit [--json] | --version',
  run: (call) => {
    const [verb = ''] = call.words;
    if (verb === '--version') return { output: 'cargo 1.75.0 (1d8b05cdd 2023-11-20)' };
    if (verb === 'build') return build(call);
    if (verb === 'run') return forEver(call);
    if (verb === 'clippy') return clippy(call);
    if (verb === 'audit') return audit(call);
    throw new UsageError(`no such command: \`${verb}\``);
  },
};

async function build({ progress, words }: Call): Promise<Answer> {
  await progress('   Compiling upgrade-manager v1.0.0', 800);
  return {
    output: `    Finished ${words.includes('--release') ? 'release [optimized]' : 'dev [unoptimized]'} target(s)`,
  };
}

async function forEver({ print }: Call): Promise<Answer> {
  print('     Running `target/release/upgrade-manager`');
  for (;;) await sleep(60_000);
}

async function clippy({ plant, progress }: Call): Promise<Answer> {
  await progress('    Checking program-upgrade-system v2.0.0');
  if (plant.read().faults.includes('lint-fails'))
    throw new ScriptFailure(
      CLIPPY_FAILED,
      'error: arithmetic operation that can potentially overflow\n  --> src/lib.rs:88:21',
    );
  return { output: '    Finished dev target(s)' };
}

/** With `--json` it prints a report, and nothing where it could not fetch the advisories; its exit code is 1 of that and of a weakness. */
async function audit({ plant, progress, words }: Call): Promise<Answer> {
  const { faults } = plant.read();
  if (faults.includes('advisories-down'))
    throw new ScriptFailure(EXIT.failed, "error: couldn't fetch advisory database: git operation failed");
  await progress('      Loaded 812 security advisories');
  const list = faults.includes('advisory') ? [WEAKNESS] : [];
  const code = list.length > 0 ? EXIT.failed : EXIT.done;
  const report = {
    database: { 'advisory-count': 812 },
    lockfile: { 'dependency-count': 214 },
    vulnerabilities: { found: list.length > 0, count: list.length, list },
    warnings: {},
  };
  if (words.includes('--json')) return { output: JSON.stringify(report), code };
  const said = list.map(
    ({ advisory, package: { name, version } }) =>
      `Crate:     ${name}\nVersion:   ${version}\nTitle:     ${advisory.title}\nID:        ${advisory.id}\n\nerror: 1 vulnerability found!`,
  );
  return { output: said[0] ?? '    Scanning Cargo.lock for vulnerabilities', code };
}

export const tools = { cargo };
