import { isSecretName } from '../../../../values/secret-name.ts';
import { AGE_KEY, KEY_BYTES, PEM_KEY } from '../../../../values/secret-value.ts';
import type { Scope } from '../../step.ts';

const OPTION = /^--?([a-z][\w-]*)(?:=(.*))?$/i;

/** Keys that can be told by their form, whatever they are called. */
const KEYS: readonly (readonly [RegExp, string])[] = [
  [PEM_KEY, 'A private key stands here'],
  [KEY_BYTES, 'The bytes of a key stand here'],
  [AGE_KEY, 'A private key stands here'],
];

/** Programs that print keys, by how they are called, also inside the text that a shell is given. */
const MAKERS: readonly (readonly [called: RegExp, quiet: RegExp | undefined, name: string])[] = [
  [/\bsolana-keygen\s+(?:new|recover)\b/, undefined, 'solana-keygen'],
  [/\bopenssl\s+(?:genrsa|genpkey|ecparam\s.*-genkey|rand)\b/, /\s-out\b/, 'openssl'],
  [/\bage-keygen\b/, /\s(?:-o|--output|-y)\b/, 'age-keygen'],
  [/\bwg\s+gen(?:key|psk)\b/, undefined, 'wg'],
  [/\bcast\s+wallet\s+(?:new|new-mnemonic|private-key|decrypt-keystore)\b/, undefined, 'cast'],
  [/\bgpg2?\s.*--export-secret-(?:sub)?keys?\b/, /\s(?:-o|--output)\b/, 'gpg'],
  [/\baws\s+iam\s+create-access-key\b/, undefined, 'aws iam create-access-key'],
  [/\bconvex\s+env\s+(?:list|get)\b/, /\|/, 'convex env'],
  [/^(?:printenv|env)$/, undefined, 'The environment'],
];

/** The list of programs shows every argument to everybody on the host: none of them may be a key. */
export function refuseSecrets(items: readonly string[], scope: Scope): void {
  for (const [index, item] of items.entries()) {
    const why = KEYS.find(([form]) => form.test(item))?.[1] ?? secretOption(item, items[index + 1]);
    if (why === undefined) continue;
    scope.at(index).wrong({
      message: `${why}, and the list of programs shows it to everybody on the host.`,
      suggestion: 'Give the program a file, or the value in `env` or `stdin`: "{{ secrets.NAME }}".',
    });
  }
}

/** Why an option is given a secret; undefined: it is given nothing, or is called otherwise, as those that take a file or a descriptor are. */
function secretOption(item: string, next: string | undefined): string | undefined {
  const [, name, value = next] = OPTION.exec(item) ?? [];
  if (
    name === undefined ||
    !isSecretName(name, ['seed']) ||
    value === undefined ||
    value === '' ||
    value.startsWith('-')
  )
    return undefined;
  return `The option of '${name}' takes the secret itself`;
}

/** The program of a command line that prints a key, unless it is told not to, or something after it takes that up. */
export function printsSecret(run: readonly string[]): string | undefined {
  const line = run.join(' ').replace(/^\S*\/(?=\S)/, '');
  return MAKERS.find(([called, quiet]) => called.test(line) && quiet?.test(line) !== true)?.[2];
}
