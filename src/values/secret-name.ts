/**
 * What is a secret wherever it stands, as the last words of a name. A plain `token` or `key` is not among them: it often is a coin, an
 * item or a public key. Whoever reads names of one place adds what is a secret there.
 */
const SECRETS = [
  'pass(?:word|wd|phrase)|pwd|secret|mnemonic|(?:seed|recovery) ?phrase',
  '(?:api|private|secret|signing|encryption) ?key',
  '(?:access|api|app|auth|bearer|bot|refresh|session) ?token',
].join('|');
const WHOLE = new RegExp(`^(?:client )?(?:${SECRETS})$`);
const LAST = new RegExp(`(?:^| )(?:${SECRETS})$`);

/** Anywhere in the name of a setting, which is seen as a fingerprint then: to be wrong costs little there. */
const WITHIN =
  /secret|token|passw|passphrase|pwd|private|credential|mnemonic|seed|dsn|webhook|database[_-]?url|keypair[_-]?\d*$/i;
const KEY = /(?:^|[ ]|access|api|auth|encryption|signing)key ?\d*$/;
const PUBLIC_KEY = /(?:^|[ ])pub(?:lic)? key ?\d*$/;

/** Whether a name says that it stands for a secret: `apiKey`, `client_secret`, `deploy-password`. @param also more of such last words */
export function endsAsSecret(name: string, also: readonly string[] = []): boolean {
  const words = wordsOf(name);
  return LAST.test(words) || also.includes(words.slice(words.lastIndexOf(' ') + 1));
}

/** The same of names that say nothing else: `--secret` takes one, `--image-pull-secret` may take the name of one. */
export function isSecretName(name: string, also: readonly string[] = []): boolean {
  const words = wordsOf(name);
  return WHOLE.test(words) || also.includes(words);
}

/** Whether a name of a setting lets a secret be expected: `HELIUS_KEY_2`, `walletKeypair`, `SLACK_WEBHOOK_URL`. */
export function mayNameSecret(name: string): boolean {
  const words = wordsOf(name);
  return WITHIN.test(name) || endsAsSecret(name, ['pass']) || (KEY.test(words) && !PUBLIC_KEY.test(words));
}

/** `heliusApiKey`, `HELIUS_API_KEY` and `helius-api-key` are one name: `helius api key`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .trim()
    .toLowerCase();
}
