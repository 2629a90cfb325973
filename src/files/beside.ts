import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/**
 * What a step of a run leaves beside a file begins with this: hidden, in the same file system, and found again by whoever goes on with the
 * step. @param path where the file really is
 */
export function besideFile(path: string, run: string, step: string): string {
  const mark = createHash('sha256').update(step).digest('hex').slice(0, 8);
  return join(dirname(path), `.${basename(path).replace(/^\./, '')}.${run}-${mark}`);
}
