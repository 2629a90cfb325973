import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { unstorable } from './values/characters.ts';

/** Plain JSON: what RFC 8785 can serialize without loss. Amounts in lamports or wei are strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value that can be neither digested nor stored, with its place; no retry makes it so. */
export class NotStorable extends TypeError {
  override readonly name = 'NotStorable';
}

/** Lower-case hexadecimal SHA-256, 64 characters. */
export type Sha256Hex = string;

/**
 * Canonical bytes of a JSON value (RFC 8785), as text.
 * @throws NotStorable when the value is not plain JSON: `undefined`, dates, bigints, NaN, class instances, lone
 * surrogates and zero characters are refused here because serializers and databases would drop, change or refuse them.
 */
export function canonicalJson(value: Json): string {
  assertStorable(value);
  const text = canonicalize(value);
  if (text === undefined) throw new NotStorable('value has no canonical form');
  return text;
}

/** SHA-256 over the canonical bytes: the digest that people approve. */
export function digestOf(value: Json): Sha256Hex {
  return sha256Hex(canonicalJson(value));
}

export function sha256Hex(data: string | Uint8Array): Sha256Hex {
  return hash('sha256', data, 'hex');
}

/** The first eight hexadecimal digits: enough to compare by eye, never enough to decide anything. */
export function shortDigest(digest: Sha256Hex): string {
  return digest.slice(0, 8);
}

/** @throws NotStorable when a value is not plain JSON, or holds what no database keeps. */
export function assertStorable(value: unknown): asserts value is Json {
  // Nearly every value is: the way to each place is put into words only where one of them is not.
  if (!isStorable(value)) assertPlainJson(value, '$');
}

function isStorable(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return unstorable(value) === undefined;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isStorable);
  if (typeof value !== 'object' || !isPlainObject(value)) return false;
  for (const [key, item] of Object.entries(value))
    if (unstorable(key) !== undefined || !isStorable(item)) return false;
  return true;
}

function assertPlainJson(value: unknown, path: string): asserts value is Json {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return assertText(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotStorable(`${path} is ${value}, which JSON cannot hold`);
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      assertPlainJson(item, `${path}[${index}]`);
    });
    return;
  }
  if (typeof value === 'object' && isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      assertText(key, `a key in ${path}`);
      assertPlainJson(item, `${path}.${key}`);
    }
    return;
  }
  throw new NotStorable(`${path} is not plain JSON`);
}

function assertText(text: string, path: string): void {
  const found = unstorable(text);
  if (found !== undefined) throw new NotStorable(`${path} holds ${found.name}, which cannot be stored`);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
