import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../../kit/arguments.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';

const CLIPPY_FAILED = 101;

const cargo: Script = {
  summary: 'Stands for cargo: builds and looks at the workspace.',
  words: 'build [--release] | run [--release] | clippy [-- -D warnings] | audit | --version',
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

async function audit({ plant, progress }: Call): Promise<Answer> {
  await progress('      Loaded 812 security advisories');
  if (!plant.read().faults.includes('advisory'))
    return { output: '    Scanning Cargo.lock for vulnerabilities' };
  return {
    output:
      'Crate:     curve25519-dalek\nVersion:   3.2.1\nTitle:     Timing variability\nID:        RUSTSEC-2024-0344\n\nerror: 1 vulnerability found!',
    code: EXIT.failed,
  };
}

export const tools = { cargo };
