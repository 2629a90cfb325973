import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileOnce, missingAsUndefined } from '../../../audit/files.ts';
import { OpsError } from '../../../errors.ts';
import { readRegularText } from '../../../files/regular-file.ts';

const KEY_BYTES = 32;

/**
 * The key that seals the secrets of authenticators: 32 bytes in base64, from the environment or else from `totp.key`
 * in the state folder, made on the first start.
 * @throws OpsError when it is damaged, or others than its owner can read the file.
 */
export async function loadTotpKey(home: string, given: string | undefined): Promise<Buffer> {
  if (given !== undefined) return keyOf(given, 'KEYTURN_TOTP_KEY');
  const path = join(home, 'totp.key');
  await createFileOnce(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, 0o600);
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new OpsError({
      code: 'totp.key_readable',
      what: `The key in ${path} is not used.`,
      why: `Others than its owner can read it (mode ${(mode & 0o777).toString(8)}).`,
      next: `Run: chmod 600 ${path}`,
    });
  }
  return keyOf((await readRegularText(path).catch(missingAsUndefined)) ?? '', path);
}

function keyOf(text: string, where: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new OpsError({
    code: 'totp.key_damaged',
    what: `The key in ${where} cannot be used.`,
    why: `It must be ${KEY_BYTES} bytes in base64, and holds ${key.length}.`,
    next: 'Restore it from your backup. With another key everybody has to set up their authenticator anew.',
  });
}
