import { keypairFrom } from '../../kit/keys.ts';

export const PROGRAM = keypairFrom('program of the upgrade system').pubkey;
/** The address that the program derives for its multisig. */
export const MULTISIG = keypairFrom('multisig of the upgrade system').pubkey;
/** Whoever pays for buffers, and holds them until they are handed over. */
export const PAYER = keypairFrom('payer of the upgrade system');
export const MEMBERS = [1, 2, 3, 4, 5].map((number) => keypairFrom(`member ${number} of the multisig`));

const ACCOUNTS = 240;

/** The accounts of the program, which a new layout makes migrate. */
export function accountsOfProgram(): readonly string[] {
  return Array.from({ length: ACCOUNTS }, (_, number) => keypairFrom(`account ${number}`).pubkey);
}
