import { createHash, createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryHash } from '../../../src/audit/entry.ts';
import { hmacSha256 } from '../../../src/audit/hmac.ts';
import { leafHash, nodeHash } from '../../../src/audit/merkle.ts';

const numRuns = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200);
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
/** Texts of every width, some of them longer than what is set aside for a usual one. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom('a', 'é', '€', '😀'), fc.integer({ min: 0, max: 70_000 }))
    .map(([unit, times]) => unit.repeat(times)),
);
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe('the hashes of the log', () => {
  it('take an entry as the hash before it and its text, however long it is and whatever stands there', () => {
    const previous = fc.oneof(
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((hash) => Buffer.from(hash).toString('hex')),
      fc.string(),
      fc.stringMatching(/^[0-9a-fA-F]{0,70}$/),
    );
    fc.assert(
      fc.property(previous, text, (before, body) => {
        const right = sha256(Buffer.from(before, 'hex'), Buffer.from(body, 'utf8')).toString('hex');
        expect(entryHash(before, body)).toBe(right);
      }),
      { numRuns },
    );
  });

  it('take leaves and nodes of any length, each behind its prefix', () => {
    fc.assert(
      fc.property(bytes(100), bytes(100), (left, right) => {
        expect(leafHash(left)).toEqual(sha256(Buffer.from([0]), left));
        expect(nodeHash(Buffer.from(left), Buffer.from(right))).toEqual(
          sha256(Buffer.from([1]), left, right),
        );
      }),
      { numRuns },
    );
  });

  it('are not changed by those that are made after them', () => {
    const first = leafHash(Buffer.alloc(32, 1));
    const before = first.toString('hex');
    nodeHash(first, leafHash(Buffer.alloc(32, 2)));
    expect(first.toString('hex')).toBe(before);
  });

  it("are authenticated by the code that the platform's own HMAC gives, with any key, for any text, in any order", () => {
    fc.assert(
      fc.property(bytes(150), fc.array(text, { maxLength: 5 }), (secret, texts) => {
        const key = createSecretKey(secret);
        const hmac = hmacSha256(key);
        for (const one of texts)
          expect(hmac(one)).toBe(createHmac('sha256', key).update(one, 'utf8').digest('hex'));
      }),
      { numRuns },
    );
  });
});
