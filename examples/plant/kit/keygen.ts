import { existsSync, writeFileSync } from 'node:fs';
import { UsageError } from './arguments.ts';
import { newKeypair, pubkeyIn } from './keys.ts';
import { type Answer, EXIT, type Script, ScriptFailure } from './script.ts';
import type { BaseState } from './state.ts';
import { readWords } from './words.ts';

export const keygen: Script<BaseState> = {
  summary: 'Stands for solana-keygen: real keys of ed25519.',
  words: 'new -o <file> [--no-bip39-passphrase] [--silent] [--force] | pubkey <file>',
  run: ({ words: [verb = '', ...words] }) => {
    if (verb === 'pubkey') return { output: signerOf(readWords(words, {}).plain[0]) };
    if (verb !== 'new') throw new UsageError(`unknown: ${verb}`);
    const options = readWords(words, {
      flags: ['--no-bip39-passphrase', '--silent', '-s', '--force', '-f'],
      values: ['-o', '--outfile'],
    });
    return generate(options.value('-o') ?? options.value('--outfile') ?? '', {
      silent: options.has('--silent') || options.has('-s'),
      asks: !options.has('--no-bip39-passphrase'),
      force: options.has('--force') || options.has('-f'),
    });
  },
};

function generate(
  path: string,
  { silent, asks, force }: { readonly silent: boolean; readonly asks: boolean; readonly force: boolean },
): Answer {
  if (existsSync(path) && !force) {
    throw new ScriptFailure(EXIT.failed, `Refusing to overwrite ${path} without --force flag`);
  }
  // Nobody sits at a terminal.
  if (asks) throw new ScriptFailure(EXIT.failed, 'BIP39 Passphrase (empty for none): Error: Not a tty');
  const { pubkey, bytes } = newKeypair();
  writeFileSync(path, JSON.stringify(bytes), { mode: 0o600 });
  const told = [`Generating a new keypair`, `Wrote new keypair to ${path}`];
  const phrase = 'void come effort suffer camp survey warrior heavy shoot primary clutch crush';
  const secrets = [`pubkey: ${pubkey}`, 'Save this seed phrase to recover your new keypair:', phrase];
  return { output: [...told, ...(silent ? [] : secrets)].join('\n') };
}

/** The address of a key file. @throws as the tools fail, when there is none */
export function signerOf(path: string | undefined): string {
  try {
    return pubkeyIn(path ?? '');
  } catch {
    throw new ScriptFailure(
      EXIT.failed,
      `error: could not read keypair file "${path ?? ''}". Run "solana-keygen new" to create a keypair file`,
    );
  }
}
