import { UsageError } from '../../../kit/arguments.ts';
import { keygen, signerOf } from '../../../kit/keygen.ts';
import { signatureOf } from '../../../kit/keys.ts';
import { readWords } from '../../../kit/words.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { SOL } from '../state.ts';
import { move, walletOf } from '../wallets.ts';

const FEE_LAMPORTS = 5_000;
/** What a new account for tokens keeps. */
const RENT_LAMPORTS = 2_039_280;

const solana: Script = {
  summary: 'Stands for solana: addresses, transfers and history of the simulated chain.',
  words: 'balance|transfer|confirm|transaction-history <address> [options]',
  run: (call) => {
    const [verb = '', ...words] = call.words;
    if (verb === 'balance') return balance(call, words);
    if (verb === 'transfer') return transfer(call, words);
    if (verb === 'confirm') return confirm(call, words);
    if (verb === 'transaction-history') return history(call, words);
    throw new ScriptFailure(EXIT.failed, `error: Found argument '${verb}' which wasn't expected`);
  },
};

function balance({ plant }: Call, words: readonly string[]): Answer {
  const { plain } = readWords(words, { flags: ['--lamports'], values: ['--url', '-u'] });
  const [address = ''] = plain;
  return { output: `${walletOf(plant.read(), address).lamports / SOL} SOL` };
}

async function transfer(call: Call, words: readonly string[]): Promise<Answer> {
  const options = readWords(words, {
    flags: ['--allow-unfunded-recipient'],
    values: ['--keypair', '--url', '-u'],
  });
  const [to = '', amount = ''] = options.plain;
  const from = signerOf(options.value('--keypair'));
  await call.progress('sending', 600);
  const { signature } = call.plant.change((state, { now, effect }) => {
    const sender = walletOf(state, from);
    const lamports = amount === 'ALL' ? sender.lamports - FEE_LAMPORTS : Math.round(Number(amount) * SOL);
    if (!(lamports > 0) || lamports + FEE_LAMPORTS > sender.lamports) {
      const asked = `Account ${from} has insufficient funds for spend (${amount} SOL) + fee (0.000005 SOL)`;
      throw new ScriptFailure(EXIT.failed, `Error: ${asked}`);
    }
    if (walletOf(state, to).lamports === 0 && !options.has('--allow-unfunded-recipient')) {
      throw new ScriptFailure(
        EXIT.failed,
        `Error: The recipient address (${to}) is not funded. Add \`--allow-unfunded-recipient\` to complete the transfer`,
      );
    }
    sender.lamports -= FEE_LAMPORTS;
    effect('sol.transfer', { from, to, lamports });
    return move(state, { from, to, lamports, memo: 'transfer' }, now);
  });
  return confirmed(call, signature);
}

/** What was sent is waited for. @throws as the real tools do where they wait in vain: with the exit code of a wrong call */
function confirmed(call: Call, signature: string): Answer {
  call.halfway();
  if (call.plant.read().faults.includes('lost-confirmation')) {
    throw new ScriptFailure(
      EXIT.failed,
      'Error: unable to confirm transaction. This can happen in situations such as transaction expiration',
    );
  }
  return { output: `\nSignature: ${signature}` };
}

function confirm({ plant }: Call, words: readonly string[]): Answer {
  const { plain } = readWords(words, { flags: ['-v', '--verbose'], values: ['--url', '-u'] });
  const [signature = ''] = plain;
  const found = plant.read().transactions.find((each) => each.signature === signature);
  if (found === undefined) return { output: 'Not found' };
  const { at, from, to, lamports } = found;
  return {
    output: `Transaction executed:\n  Block Time: ${at}\n  ${from} -> ${to}: ${lamports / SOL} SOL\nFinalized`,
  };
}

function history({ plant }: Call, words: readonly string[]): Answer {
  const options = readWords(words, {
    flags: ['-v', '--show-transactions'],
    values: ['--limit', '--url', '-u'],
  });
  const [address = ''] = options.plain;
  const limit = Number(options.value('--limit') ?? 1_000);
  const found = plant
    .read()
    .transactions.filter(({ from, to }) => from === address || to === address)
    .slice(-limit)
    .reverse();
  const lines = found.map(({ signature, at, from, to, lamports }) =>
    options.has('-v') ? `${signature} [${at}] ${from} -> ${to} ${lamports / SOL} SOL` : signature,
  );
  return { output: [...lines, `${found.length} transactions found`].join('\n') };
}

const splToken: Script = {
  summary: 'Stands for spl-token: the token accounts of an owner.',
  words: 'accounts [mint] --owner <address> | transfer <mint> <amount|ALL> <recipient> --owner <file>',
  run: (call) => {
    const [verb = '', ...words] = call.words;
    const options = readWords(words, {
      flags: ['--fund-recipient', '--allow-unfunded-recipient'],
      values: ['--owner', '--url', '-u', '--fee-payer', '--output'],
    });
    const owner = options.value('--owner') ?? '';
    const isJson = options.value('--output') === 'json';
    if (verb === 'accounts') return tokenAccounts(call, owner, { mint: options.plain[0], isJson });
    if (verb !== 'transfer') throw new UsageError(`unknown: ${verb}`);
    // It is not the owner who pays unless somebody says so.
    signerOf(options.value('--fee-payer') ?? '~/.config/solana/id.json');
    const [mint = '', amount = '', to = ''] = options.plain;
    return transferTokens(call, { from: signerOf(owner), mint, amount, to });
  },
};

/** Every account that was ever opened: one that is empty is listed with 0. */
function tokenAccounts(
  { plant }: Call,
  owner: string,
  { mint, isJson }: { readonly mint: string | undefined; readonly isJson: boolean },
): Answer {
  const held = Object.entries(walletOf(plant.read(), owner).tokens).filter(
    ([token]) => mint === undefined || token === mint,
  );
  // So in every format.
  if (held.length === 0) return { output: 'None' };
  if (isJson) {
    const accounts = held.map(([token, amount]) => ({
      mint: token,
      owner,
      tokenAmount: { amount: String(amount), decimals: 0, uiAmountString: String(amount) },
    }));
    return { output: { accounts } };
  }
  return { output: ['Token  Balance', ...held.map(([token, amount]) => `${token}  ${amount}`)].join('\n') };
}

function transferTokens(
  call: Call,
  {
    from,
    mint,
    amount,
    to,
  }: { readonly from: string; readonly mint: string; readonly amount: string; readonly to: string },
): Answer {
  const signature = call.plant.change((state, { now, effect }) => {
    const sender = walletOf(state, from);
    const held = sender.tokens[mint] ?? 0;
    const moved = amount === 'ALL' ? held : Number(amount);
    if (!(moved > 0) || moved > held)
      throw new ScriptFailure(
        EXIT.failed,
        `Error: Sender has insufficient funds, current balance is ${held}`,
      );
    if (sender.lamports < FEE_LAMPORTS + RENT_LAMPORTS) {
      throw new ScriptFailure(
        EXIT.failed,
        'Error: Fee payer has insufficient funds for the fee and the rent',
      );
    }
    sender.lamports -= FEE_LAMPORTS + RENT_LAMPORTS;
    sender.tokens[mint] = held - moved;
    const receiver = walletOf(state, to);
    state.wallets[to] = {
      ...receiver,
      tokens: { ...receiver.tokens, [mint]: (receiver.tokens[mint] ?? 0) + moved },
    };
    effect('token.transfer', { from, to, mint, amount: moved });
    return signatureOf(`token ${from} ${to} ${now.toISOString()}`);
  });
  return confirmed(call, signature);
}

export const tools = { solana, 'solana-keygen': keygen, 'spl-token': splToken };
