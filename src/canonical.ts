import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Plain JSON: what RFC 8785 can serialize without loss. Amounts in lamports or wei are strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Lower-case hexadecimal SHA-256, 64 characters. */
export type Sha256Hex = string;

/**
 * Canonical bytes of a JSON value (RFC 8785), as text.
 * @throws TypeError when the value is not plain JSON: `undefined`, dates, bigints, NaN, class instances and
 * lone surrogates are refused here because the serializer would drop or reinterpret some of them silently.
 */
export function canonicalJson(value: Json): string {
  assertPlainJson(value, '$');
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('value has no canonical form');
  return text;
}

/** SHA-256 over the canonical bytes: the digest that people approve. */
export function digestOf(value: Json): Sha256Hex {
  return sha256Hex(canonicalJson(value));
}

export function sha256Hex(data: string | Uint8Array): Sha256Hex {
  return createHash('sha256').update(data).digest('hex');
}

/** The first eight hexadecimal digits: enough to compare by eye, never enough to decide anything. */
export function shortDigest(digest: Sha256Hex): string {
  return digest.slice(0, 8);
}

function assertPlainJson(value: unknown, path: string): asserts value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}, which JSON cannot hold`);
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      assertPlainJson(item, `${path}[${index}]`);
    });
    return;
  }
  if (typeof value === 'object' && isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) assertPlainJson(item, `${path}.${key}`);
    return;
  }
  throw new TypeError(`${path} is not plain JSON`);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
