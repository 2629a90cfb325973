import { isUtf8 } from 'node:buffer';

/** Where bytes stop being UTF-8 (from 1), or undefined when all of them are: a decoder would replace them silently. */
export function badByte(bytes: Uint8Array): { readonly line: number; readonly column: number } | undefined {
  if (isUtf8(bytes)) return undefined;
  const kept = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const index = bytes.findIndex((byte, position) => byte !== kept[position]);
  const before = new TextDecoder().decode(bytes.subarray(0, index)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
