import type { Scope } from '../../step.ts';

/** Options that take a secret itself. Those that take a file or a descriptor are named otherwise. */
const TAKES_SECRET =
  /^--?(private-?key|secret(?:-?key)?|mnemonic|seed(?:-?phrase)?|passphrase|password|api-?key|(?:access|auth|bearer)-?token)(?:=(.*))?$/i;

/** Keys that can be told by their form, whatever they are called. */
const KEYS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'A private key stands here'],
  [/(?:^|[\s=:'"])\[\s*(?:\d{1,3}\s*,\s*){31,}\d{1,3}\s*\]/, 'The bytes of a key stand here'],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/, 'A private key stands here'],
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

/** Why an option is given a secret; undefined: it is none, or is given nothing. */
function secretOption(item: string, next: string | undefined): string | undefined {
  const [, name, value = next] = TAKES_SECRET.exec(item) ?? [];
  if (name === undefined || value === undefined || value === '' || value.startsWith('-')) return undefined;
  return `The option of '${name}' takes the secret itself`;
}

/** The program of a command line that prints a key, unless it is told not to, or something after it takes that up. */
export function printsSecret(run: readonly string[]): string | undefined {
  const line = run.join(' ').replace(/^\S*\/(?=\S)/, '');
  return MAKERS.find(([called, quiet]) => called.test(line) && quiet?.test(line) !== true)?.[2];
}
