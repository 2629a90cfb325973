import { endsAsSecret } from '../../values/secret-name.ts';
import type { DefinitionProblem } from '../steps/step.ts';

/** What else is asked for under no other name. `token` and `key` alone often are a coin and a public key. */
const ALSO = ['seed', 'keypair'];

/** Why nobody may be asked for a value of this name; undefined: they may. Of other types than text a person gives no words of their own. */
export function typedSecret(name: string, type: string): DefinitionProblem | undefined {
  if ((type !== 'text' && type !== 'identifier') || !endsAsSecret(name, ALSO)) return undefined;
  return {
    message: `'${name}' is asked for in chat, and what is typed there stands on cards and in the log.`,
    suggestion:
      'Let it be made where it will live, and ask for its address or fingerprint; what is only the name of it, name so.',
  };
}
