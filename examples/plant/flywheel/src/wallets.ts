import { signatureOf } from '../../kit/keys.ts';
import type { PlantState, Transaction, Wallet } from './state.ts';

/** The wallet of an address; one that was never used holds nothing. */
export function walletOf(state: PlantState, address: string): Wallet {
  return state.wallets[address] ?? { lamports: 0, tokens: {} };
}

/** Moves SOL from one address to another, and writes it into the history. The sender may be anybody outside. */
export function move(
  state: PlantState,
  { from, to, lamports, memo }: Omit<Transaction, 'signature' | 'at'>,
  now: Date,
): Transaction {
  const sender = state.wallets[from];
  if (sender !== undefined) sender.lamports -= lamports;
  const receiver = walletOf(state, to);
  state.wallets[to] = { ...receiver, lamports: receiver.lamports + lamports };
  const signature = signatureOf(
    `${state.transactions.length} ${from} ${to} ${lamports} ${now.toISOString()}`,
  );
  const transaction = { signature, at: now.toISOString(), from, to, lamports, memo };
  state.transactions.push(transaction);
  return transaction;
}
