import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../kit/arguments.ts';
import { readWords } from '../../../kit/words.ts';
import { PAYER, PROGRAM } from '../addresses.ts';
import { blockOf, hashOf, record, versionOf } from '../chain.ts';
import { checkoutOf } from '../host.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { codeOf } from '../state.ts';

const TESTS = [
  'initialize multisig',
  'propose',
  'approve',
  'timelock',
  'execute',
  'migrate account',
  'liquidate',
];

const anchor: Script = {
  summary: 'Stands for anchor: builds, tests and deploys the program of the checkout.',
  words:
    'build [--verifiable] | deploy [--provider.cluster <cluster>] | test | clean | run <script> | idl fetch <program>',
  run: (call) => {
    const options = readWords(call.words, {
      flags: ['--verifiable', '--version'],
      values: ['--provider.cluster'],
    });
    if (options.has('--version')) return { output: 'anchor-cli 0.29.0' };
    const [verb = '', ...rest] = options.plain;
    const cluster = options.value('--provider.cluster') ?? 'mainnet';
    if (verb === 'build') return build(call);
    if (verb === 'clean') return clean(call);
    if (verb === 'test') return test(call);
    if (verb === 'deploy') return cluster === 'devnet' ? deployDevnet(call) : deploy(call);
    if (verb === 'run') return runScript(call, rest[0]);
    if (verb === 'idl' && rest[0] === 'fetch') return idl(call, rest[1]);
    throw new UsageError(`unrecognized subcommand '${verb}'`);
  },
};

function binaryOf({ plant }: Call): string {
  return join(checkoutOf(plant.folder).root, 'target', 'deploy', 'program_upgrade_system.so');
}

async function build(call: Call): Promise<Answer> {
  const { source, manifest } = checkoutOf(call.plant.folder);
  await call.progress('Compiling program-upgrade-system', 800);
  const version = /version = "([\d.]+)"/.exec(readFileSync(manifest, 'utf8'))?.[1] ?? '';
  const binary = binaryOf(call);
  mkdirSync(join(binary, '..'), { recursive: true });
  writeFileSync(binary, codeOf(version, hashOf(readFileSync(source, 'utf8')).slice(0, 16)));
  return { output: `Finished release [optimized] target(s)\nprogram-upgrade-system ${version}` };
}

function clean(call: Call): Answer {
  rmSync(binaryOf(call), { force: true });
  return { output: '' };
}

/** Builds what it tests, as the real one does. */
async function test(call: Call): Promise<Answer> {
  await build(call);
  for (const name of TESTS) await call.progress(`  ✔ ${name}`, 150);
  if (call.plant.read().faults.includes('tests-fail'))
    throw new ScriptFailure(EXIT.failed, `  ${TESTS.length - 1} passing\n  1 failing: liquidate`);
  return { output: `  ${TESTS.length} passing` };
}

/** What was built. @throws as anchor fails without one */
function builtBy(call: Call): string {
  const binary = binaryOf(call);
  if (!existsSync(binary))
    throw new ScriptFailure(EXIT.failed, `Error: Unable to read program file: ${binary}`);
  return readFileSync(binary, 'utf8');
}

async function deployDevnet(call: Call): Promise<Answer> {
  const code = builtBy(call);
  await call.progress('Deploying cluster: https://api.devnet.solana.com', 600);
  call.plant.change((state, { effect }) => {
    state.devnet = { code };
    effect('devnet.deploy', { version: versionOf(code) });
  });
  return { output: `Program Id: ${PROGRAM}\n\nDeploy success` };
}

async function deploy(call: Call): Promise<Answer> {
  const code = builtBy(call);
  await call.progress('Deploying cluster: https://api.mainnet-beta.solana.com', 600);
  call.plant.change((state, change) => {
    const { authority } = state.program;
    if (authority !== PAYER.pubkey)
      throw new ScriptFailure(
        EXIT.failed,
        `Error: Program's authority Some(${authority}) does not match authority provided ${PAYER.pubkey}`,
      );
    state.program = { authority, slot: blockOf(state, change.now).slot, code };
    record(state, change, { signer: PAYER.pubkey, what: `deployed ${versionOf(code)}` });
    change.effect('program.deploy', { version: versionOf(code) });
  });
  return { output: `Program Id: ${PROGRAM}\n\nDeploy success` };
}

async function runScript(call: Call, name: string | undefined): Promise<Answer> {
  if (name !== 'initialize-multisig')
    throw new ScriptFailure(EXIT.failed, `Error: Unable to find script: ${name ?? ''}`);
  await call.progress('initializing the multisig', 400);
  const { members, threshold } = call.plant.read().multisig;
  return { output: `multisig: ${threshold} of ${members.length}` };
}

function idl({ plant }: Call, address: string | undefined): Answer {
  if (address !== PROGRAM) throw new ScriptFailure(EXIT.failed, 'Error: IDL account not found');
  const version = versionOf(plant.read().program.code);
  return { output: JSON.stringify({ version, name: 'program_upgrade_system', instructions: [] }, null, 2) };
}

export const tools = { anchor };
