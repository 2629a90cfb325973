import { createHash } from 'node:crypto';
import { openRegular } from '../../files/regular-file.ts';
import type { Io } from '../integration.ts';

export interface Sum {
  readonly sha256: string;
  readonly bytes: number;
}

/** SHA-256 of a file, however large. @throws NoRegularFile; the system's error; the signal's reason once it is aborted */
export async function checksum(path: string, { signal }: Pick<Io, 'signal'>): Promise<Sum> {
  await using file = await openRegular(path);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    signal.throwIfAborted();
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
