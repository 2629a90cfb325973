import type { Finding } from '../written/problem.ts';

type Path = readonly PropertyKey[];

/** Keys under which people write secrets. */
const SECRET_KEY =
  /(^|[_.-])(pass(word|wd|phrase)?|secret|token|api[_-]?key|private[_-]?key|mnemonic|seed[_-]?phrase|credentials?)$/i;
const CAMEL_SECRET_KEY = /(Password|Secret|Token|ApiKey|PrivateKey|SigningKey)$/;
/** Among a system's own values a token is often a coin: only what names an access token is taken for one. */
const COIN_KEY = /^(?!.*(access|api|auth|bearer|bot|app|refresh|session)[_-]?token$).*token$/i;

/** Values that are secrets whatever they are called. */
const SECRET_VALUES: readonly RegExp[] = [
  /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/,
  /\bxapp-[A-Za-z0-9-]{8,}/,
  /\b[MNO][A-Za-z\d_-]{23,28}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:[^\s/@]+@/i,
  /^https?:\/\/[^\s?#]+\?(?:[^\s#]*&)?(?:api[_-]?(?:key|token)|(?:access|auth|bearer)[_-]?token|client[_-]?secret|password)=[^\s&#]/i,
];

/** A reference names a secret; it is not one. */
const REFERENCE = /^\{\{\s*secrets\.[A-Za-z_][A-Za-z0-9_]*\s*\}\}$/;

/**
 * Finds secrets that were written into the settings. The findings name the place and never the value, and
 * when there are any, nothing else about the file is reported: other messages quote what they found.
 */
export function findSecrets(value: unknown, path: Path = []): readonly Finding[] {
  if (typeof value === 'string') return looksSecret(value) ? [finding(path)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const written = typeof item === 'string' || typeof item === 'number';
    const isName = REFERENCE.test(String(item)) || namesCredential(key, path, String(item));
    if (written && isSecretKey(key, path) && !isName) return [finding(at)];
    return findSecrets(item, at);
  });
}

function isSecretKey(key: string, path: Path): boolean {
  if (path[0] === 'systems' && COIN_KEY.test(key)) return false;
  return SECRET_KEY.test(key) || CAMEL_SECRET_KEY.test(key);
}

/** The request that fills a slot in names a credential of its system, and holds none. */
function namesCredential(key: string, [top, _system, part, ...rest]: Path, value: string): boolean {
  const isRequest = top === 'systems' && part === 'slots' && rest.at(-1) === 'http';
  return key === 'credential' && isRequest && /^[a-z][a-z0-9-]{0,62}$/.test(value);
}

function looksSecret(value: string): boolean {
  return SECRET_VALUES.some((pattern) => pattern.test(value));
}

function finding(path: Path): Finding {
  return {
    path,
    atKey: true,
    message: `'${path.join('.')}' holds a secret, and secrets are read from the environment only.`,
    suggestion: `Remove it from the file, set ${variableFor(path)}, and replace the secret: it may have been committed.`,
  };
}

function variableFor(path: Path): string {
  const written = path.join('.').toLowerCase();
  if (path[0] === 'systems') {
    const constant = String(path.at(-1))
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toUpperCase();
    return `KEYTURN_SECRET_${constant.replace(/[^A-Z0-9_]/g, '_')} and use {{ secrets.NAME }} in the runbook`;
  }
  if (written.includes('discord')) return 'DISCORD_TOKEN';
  if (written.includes('signing')) return 'SLACK_SIGNING_SECRET';
  if (written.includes('app')) return 'SLACK_APP_TOKEN';
  if (written.includes('slack')) return 'SLACK_BOT_TOKEN';
  if (written.includes('database')) return 'DATABASE_URL';
  return 'the environment variable for it (docs/configuration.md lists them)';
}
