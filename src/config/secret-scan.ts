import { endsAsSecret } from '../values/secret-name.ts';
import { looksSecret } from '../values/secret-value.ts';
import type { Finding } from '../written/problem.ts';

type Path = readonly PropertyKey[];

/** What stands under these is none of a runbook's values, wherever it stands in the settings. */
const HOLDERS = ['pass', 'credential', 'credentials'];

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
    // A block may have a key that stands in the way of making it a text.
    if (typeof item !== 'string' && typeof item !== 'number') return findSecrets(item, at);
    const isName = REFERENCE.test(String(item)) || namesCredential(key, path, String(item));
    return isSecretKey(key, path) && !isName ? [finding(at)] : findSecrets(item, at);
  });
}

/** Among a system's own values a token is often a coin. */
function isSecretKey(key: string, path: Path): boolean {
  return endsAsSecret(key, path[0] === 'systems' ? HOLDERS : [...HOLDERS, 'token']);
}

/** The request that fills a slot in names a credential of its system, and holds none. */
function namesCredential(key: string, [top, _system, part, ...rest]: Path, value: string): boolean {
  const isRequest = top === 'systems' && part === 'slots' && rest.at(-1) === 'http';
  return key === 'credential' && isRequest && /^[a-z][a-z0-9-]{0,62}$/.test(value);
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
