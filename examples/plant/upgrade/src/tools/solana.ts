import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { keygen } from '../../../kit/keygen.ts';
import { readWords, type Words } from '../../../kit/words.ts';
import { MULTISIG, PAYER, PROGRAM } from '../addresses.ts';
import { blockOf, record, versionOf, writeBuffer } from '../chain.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import type { PlantState } from '../state.ts';

const OPTIONS = {
  flags: ['-v', '--verbose', '--version', '--skip-new-upgrade-authority-signer-check'],
  values: [
    '--output',
    '--limit',
    '--url',
    '-u',
    '--new-buffer-authority',
    '--new-upgrade-authority',
    '--before',
  ],
};
const UPGRADEABLE_LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
const LOG_EVERY_MS = 500;

type Verb = (call: Call, words: Words, rest: readonly string[]) => Answer | Promise<Answer>;

const PROGRAM_VERBS: Readonly<Record<string, Verb>> = {
  show: ({ plant }, words, [address = '']) => show(plant.read(), address, words),
  dump: ({ plant }, _words, [address = '', file = '']) => {
    writeFileSync(file, codeAt(plant.read(), address));
    return { output: `Wrote program to ${file}` };
  },
  'write-buffer': async (call, _words, [file = '']) => {
    const code = contentOf(file);
    await call.progress('writing the buffer', 600);
    const buffer = call.plant.change((state, change) => writeBuffer(state, change, code, PAYER.pubkey));
    call.halfway();
    return { output: `Buffer: ${buffer}` };
  },
  'set-buffer-authority': (call, words, [address = '']) =>
    setBufferAuthority(call, address, wanted(words, 'buffer')),
  'set-upgrade-authority': (call, words, [address = '']) => setUpgradeAuthority(call, address, words),
};

const VERBS: Readonly<Record<string, Verb>> = {
  'block-time': ({ plant }, words) => {
    const { slot, at } = blockOf(plant.read(), plant.now());
    const date = `${at.toISOString().slice(0, 19)}Z`;
    if (isJson(words)) return { output: { slot, timestamp: Math.floor(at.getTime() / 1_000) } };
    return { output: `Block: ${slot}\nDate: ${date}` };
  },
  confirm: ({ plant }, _words, [signature = '']) => {
    const found = plant.read().transactions.find((each) => each.signature === signature);
    if (found === undefined) return { output: 'Not found' };
    return {
      output: `Transaction executed in slot ${found.slot}:\n  ${found.what}\n  Status: Ok\n\nFinalized`,
    };
  },
  'transaction-history': ({ plant }, words, [address = '']) => {
    const found = plant.read().transactions.filter(({ signer }) => signer === address);
    const newest = found.slice(-Number(words.value('--limit') ?? 1_000)).reverse();
    const lines = newest.map(({ signature, at, what }) => `${signature} [${at}] ${what}`);
    return { output: [...lines, `${newest.length} transactions found`].join('\n') };
  },
  logs: async (call, _words, [address = '']) => {
    call.print(`Streaming transaction logs mentioning ${address}. Confirmed commitment`);
    for (let count = 1; ; count += 1) {
      await sleep(LOG_EVERY_MS);
      call.print(
        `  Program ${address} invoke [1]\n  Program log: liquidate position ${count}\n  Program ${address} success`,
      );
    }
  },
};

const solana: Script = {
  summary: 'Stands for solana: programs, buffers, blocks and transactions of the simulated chain.',
  words:
    'program show|dump|write-buffer|set-buffer-authority|set-upgrade-authority … | block-time | confirm | logs | transaction-history',
  run: (call) => {
    const words = options(call.words);
    if (words.has('--version'))
      return { output: 'solana-cli 1.17.0 (src:fc7dd7a5; feat:3580551090, client:SolanaLabs)' };
    if (call.plant.read().faults.includes('rpc-down'))
      throw new ScriptFailure(
        EXIT.failed,
        'Error: error sending request for url: connection closed before message completed',
      );
    needsCluster(call, words);
    const [noun = '', ...rest] = words.plain;
    const isProgram = noun === 'program';
    const verb = isProgram ? PROGRAM_VERBS[rest[0] ?? ''] : VERBS[noun];
    if (verb === undefined) throw unexpected(isProgram ? (rest[0] ?? '') : noun);
    return verb(call, words, isProgram ? rest.slice(1) : rest);
  },
};

/** The real tool takes the cluster of the host's own configuration. What depends on that is a mistake that must be seen. */
function needsCluster({ plant }: Call, words: Words): void {
  const url = words.value('--url') ?? words.value('-u');
  if (url === undefined)
    throw new ScriptFailure(EXIT.failed, 'Error: --url is missing: this host is configured for no cluster');
  if (url !== `${plant.read().places.plant}/rpc`)
    throw new ScriptFailure(EXIT.failed, `Error: error sending request for url (${url}): connection refused`);
}

/** The real tool says of an unknown option what it says of an unknown verb. */
function options(words: readonly string[]): Words {
  const strange = words.find(
    (word) =>
      word.startsWith('-') && ![...OPTIONS.flags, ...OPTIONS.values].includes(word.split('=')[0] ?? ''),
  );
  if (strange !== undefined) throw unexpected(strange);
  return readWords(words, OPTIONS);
}

function unexpected(word: string): ScriptFailure {
  return new ScriptFailure(
    EXIT.failed,
    `error: Found argument '${word}' which wasn't expected, or isn't valid in this context`,
  );
}

function isJson(words: Words): boolean {
  return words.value('--output')?.startsWith('json') === true;
}

function show({ program, buffers }: PlantState, address: string, words: Words): Answer {
  if (address === PROGRAM) {
    const shown = {
      programId: PROGRAM,
      owner: UPGRADEABLE_LOADER,
      programdataAddress: MULTISIG,
      authority: program.authority,
      lastDeploySlot: program.slot,
      dataLen: program.code.length,
    };
    return { output: isJson(words) ? shown : plain('Program Id', shown) };
  }
  const buffer = buffers[address];
  if (buffer === undefined)
    throw new ScriptFailure(EXIT.failed, `Error: Unable to find the account ${address}`);
  const shown = { address, authority: buffer.authority, dataLen: buffer.code.length };
  return { output: isJson(words) ? shown : plain('Buffer Address', shown) };
}

function plain(name: string, shown: Readonly<Record<string, unknown>>): string {
  const [first, ...rest] = Object.entries(shown);
  return [`${name}: ${String(first?.[1])}`, ...rest.map(([key, value]) => `${key}: ${String(value)}`)].join(
    '\n',
  );
}

function codeAt({ program, buffers }: PlantState, address: string): string {
  const code = address === PROGRAM ? program.code : buffers[address]?.code;
  if (code === undefined)
    throw new ScriptFailure(EXIT.failed, `Error: Unable to find the account ${address}`);
  return code;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ScriptFailure(
      EXIT.failed,
      `Error: Unable to open program file: ${file}: No such file or directory`,
    );
  }
}

function wanted(words: Words, what: 'buffer' | 'upgrade'): string {
  const authority = words.value(`--new-${what}-authority`);
  if (authority === undefined)
    throw new ScriptFailure(
      EXIT.failed,
      `error: The following required arguments were not provided: --new-${what}-authority`,
    );
  return authority;
}

function setBufferAuthority({ plant }: Call, address: string, authority: string): Answer {
  plant.change((state, change) => {
    const buffer = state.buffers[address];
    if (buffer?.authority === authority) return;
    if (buffer?.authority !== PAYER.pubkey)
      throw new ScriptFailure(
        EXIT.failed,
        `Error: Buffer's authority Some(${buffer?.authority ?? 'None'}) does not match authority provided ${PAYER.pubkey}`,
      );
    buffer.authority = authority;
    record(state, change, { signer: PAYER.pubkey, what: `handed over the buffer ${address}` });
    change.effect('buffer.authority', { buffer: address, authority });
  });
  return { output: `Account Type: Buffer\nAuthority: ${authority}` };
}

function setUpgradeAuthority({ plant }: Call, address: string, words: Words): Answer {
  const authority = wanted(words, 'upgrade');
  if (!words.has('--skip-new-upgrade-authority-signer-check'))
    throw new ScriptFailure(
      EXIT.failed,
      'Error: New upgrade authority must sign, or --skip-new-upgrade-authority-signer-check',
    );
  plant.change((state, change) => {
    if (address !== PROGRAM || state.program.authority !== PAYER.pubkey)
      throw new ScriptFailure(
        EXIT.failed,
        `Error: Program's authority Some(${state.program.authority}) does not match authority provided ${PAYER.pubkey}`,
      );
    state.program.authority = authority;
    record(state, change, { signer: PAYER.pubkey, what: `handed over ${versionOf(state.program.code)}` });
    change.effect('program.authority', { authority });
  });
  return { output: `Account Type: Program\nAuthority: ${authority}` };
}

export const tools = { solana, 'solana-keygen': keygen };
