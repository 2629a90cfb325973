/** Where a leaf's hash belongs: 32 bytes and an entry id a leaf, so that a million take 40 MB. */
export interface LeafTable {
  /** @returns false when that place is taken. */
  put(index: number, hash: string, entryHash: string | null, entryId: number): boolean;
  /** The leaves that are there, by index. */
  leaves(): Generator<TabledLeaf>;
}

export interface TabledLeaf {
  readonly index: number;
  readonly hash: string;
  readonly entryId: number;
  /** The entry's own hash when it is not the leaf's, null when there is no entry. */
  readonly entryHash: string | null;
}

/** @param size leaves to make room for; those beyond it are refused. */
export function createLeafTable(size: number): LeafTable {
  const hashes = Buffer.alloc(size * 32);
  const ids = new Float64Array(size);
  const present = new Uint8Array(size);
  // Few unless the log was tampered with.
  const different = new Map<number, { hash: string; entryHash: string | null }>();
  return {
    put(index, hash, entryHash, entryId) {
      if (index >= size || present[index] === 1) return false;
      present[index] = 1;
      ids[index] = entryId;
      if (hash !== entryHash || hash.length !== 64) different.set(index, { hash, entryHash });
      else hashes.write(hash, index * 32, 'hex');
      return true;
    },
    *leaves() {
      for (let index = 0; index < size; index += 1) {
        if (present[index] === 0) continue;
        const entryId = ids[index] ?? 0;
        const other = different.get(index);
        const hash = hashes.toString('hex', index * 32, index * 32 + 32);
        yield other === undefined ? { index, hash, entryId, entryHash: hash } : { index, entryId, ...other };
      }
    },
  };
}
