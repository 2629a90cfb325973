import { keypairFrom } from '../../kit/keys.ts';

export const EXECUTOR = keypairFrom('executor of the flywheel');
export const FEE_COLLECTOR = keypairFrom('fee collector of the flywheel').pubkey;
export const TOKEN_MINT = keypairFrom('token of the flywheel').pubkey;
/** What nobody has asked for: anybody can send it to anybody. */
export const FOREIGN_MINT = keypairFrom('a token of strangers').pubkey;
/** Where the thief of the fault `compromise` sends things. */
export const STRANGER = keypairFrom('a stranger').pubkey;
