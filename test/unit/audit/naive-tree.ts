import { createHash } from 'node:crypto';

/** RFC 6962 word for word, recursive and slow: what the fast code is compared with. */
export function naiveRoot(data: readonly Buffer[]): Buffer {
  if (data.length === 0) return sha256();
  const [only] = data;
  if (data.length === 1 && only !== undefined) return sha256(Buffer.from([0]), only);
  const k = split(data.length);
  return sha256(Buffer.from([1]), naiveRoot(data.slice(0, k)), naiveRoot(data.slice(k)));
}

export function naiveInclusion(index: number, data: readonly Buffer[]): Buffer[] {
  if (data.length === 1) return [];
  const k = split(data.length);
  return index < k
    ? [...naiveInclusion(index, data.slice(0, k)), naiveRoot(data.slice(k))]
    : [...naiveInclusion(index - k, data.slice(k)), naiveRoot(data.slice(0, k))];
}

export function naiveConsistency(first: number, data: readonly Buffer[]): Buffer[] {
  return subproof(first, data, true);
}

function subproof(first: number, data: readonly Buffer[], whole: boolean): Buffer[] {
  if (first === data.length) return whole ? [] : [naiveRoot(data)];
  const k = split(data.length);
  return first <= k
    ? [...subproof(first, data.slice(0, k), whole), naiveRoot(data.slice(k))]
    : [...subproof(first - k, data.slice(k), false), naiveRoot(data.slice(0, k))];
}

function split(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
