import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, OpsError } from '../errors.ts';
import { readRegularText } from '../files/regular-file.ts';
import { createFileOnce, missingAsUndefined, replaceFile } from './files.ts';
import { generateSignerKey, parseSigner, parseVerifier, type Signer, type Verifier } from './note.ts';

export interface SigningKeySource {
  /** The state folder: holds `log.key` (secret, 0600) and `log.pub` (to be handed to auditors). */
  readonly home: string;
  /** The key itself, from the environment; then no secret file is read or written. */
  readonly given: string | undefined;
  /**
   * The name of a log that has no key yet, e.g. `ops.example.org/keyturn`; null makes one that no other log has. It is
   * kept in the key: a log that has one keeps its name.
   */
  readonly origin: string | null;
  /** For a name that is made. */
  readonly environment: string;
}

/**
 * The key that signs checkpoints, made on the first start. The public half is always written to `log.pub`.
 * @throws OpsError when the key is damaged, or when others than its owner can read it.
 */
export async function loadSigner({ home, given, origin, environment }: SigningKeySource): Promise<Signer> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const signer =
    given === undefined
      ? await signerOfFile(join(home, 'log.key'), origin ?? uniqueOrigin(environment))
      : signerOf(given);
  await replaceFile(join(home, 'log.pub'), `${signer.verifier.text}\n`, 0o644);
  return signer;
}

/** The key when there is one already: nothing is made. @throws OpsError when it cannot be used. */
export async function existingSigner(home: string, given: string | undefined): Promise<Signer | undefined> {
  if (given !== undefined) return signerOf(given);
  const path = join(home, 'log.key');
  const existing = await readSecret(path);
  return existing === undefined ? undefined : signerOf(existing, path);
}

/**
 * The public keys that were retired on purpose: lines of `log.former` in the state folder, newest first.
 * @throws OpsError when a line is not a public key.
 */
export async function loadFormerKeys(home: string): Promise<readonly Verifier[]> {
  const path = join(home, 'log.former');
  return parseFormerKeys((await readRegularText(path).catch(missingAsUndefined)) ?? '', path);
}

/**
 * @param text a public key a line, newest first.
 * @param path where it stands, for the message.
 * @throws OpsError when a line is not a public key.
 */
export function parseFormerKeys(text: string, path: string): readonly Verifier[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    try {
      return parseVerifier(line);
    } catch (cause) {
      throw new OpsError(
        {
          code: 'audit.former_key_damaged',
          what: `The retired keys in ${path} cannot be used.`,
          why: `A line is not a public key: ${messageOf(cause)}.`,
          next: 'Write one key a line, as it stood in log.pub, the newest first.',
        },
        { cause },
      );
    }
  });
}

/** Two logs of one name could be taken for one another by whoever keeps their checkpoints. */
function uniqueOrigin(environment: string): string {
  return `keyturn.local/${environment}/${randomBytes(8).toString('hex')}`;
}

async function signerOfFile(path: string, origin: string): Promise<Signer> {
  const existing = await readSecret(path);
  if (existing !== undefined) return signerOf(existing, path);
  await createFileOnce(path, `${generateSignerKey(origin)}\n`, 0o600);
  // Another process may have been first: whatever the file holds now is the key.
  return signerOf((await readSecret(path)) ?? '', path);
}

function signerOf(text: string, path?: string): Signer {
  try {
    return parseSigner(text.trim());
  } catch (cause) {
    throw new OpsError(
      {
        code: 'audit.key_damaged',
        what: `The log's signing key${path === undefined ? ' in the environment' : ` in ${path}`} cannot be used.`,
        why: `It is damaged or incomplete: ${messageOf(cause)}.`,
        next: 'Restore it from your backup. Do not make a new one: checkpoints of another key are refused.',
      },
      { cause },
    );
  }
}

async function readSecret(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(missingAsUndefined);
  if (info === undefined) return undefined;
  if ((info.mode & 0o077) !== 0) {
    throw new OpsError({
      code: 'audit.key_readable',
      what: `The log's signing key in ${path} is not used.`,
      why: `Others than its owner can read it (mode ${(info.mode & 0o777).toString(8)}).`,
      next: `Run: chmod 600 ${path}`,
    });
  }
  return readRegularText(path);
}
