import { compilePattern } from './pattern.ts';
import { mayContain, reachOf } from './reach.ts';

/** Characters of all texts of a type, where the type says so, and some that each of them has. */
const WRITTEN: Readonly<Record<string, { readonly among?: string; readonly with?: readonly string[] }>> = {
  integer: { among: '-0123456789' },
  number: { among: '-.0123456789' },
  identifier: { among: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@/+-' },
  url: { with: [':', '/'] },
  email: { with: ['@', '.'] },
};

/**
 * Why no text of a type fits a pattern, in words that fit behind it; undefined where one may.
 * @param longest characters that a text may have.
 */
export function noRoomFor(pattern: string, type: string, longest: number): string | undefined {
  // What is wrong with the pattern itself is said elsewhere.
  if ('why' in compilePattern(pattern, longest)) return undefined;
  const { among, with: needed = [] } = WRITTEN[type] ?? {};
  const any = reachOf(pattern);
  if (!Number.isFinite(any.shortest)) return 'matches no text at all';
  if (any.longest === 0) return 'matches only a text without characters, and that counts as not given';
  if (any.shortest > longest) return `needs at least ${any.shortest} characters, and ${longest} are allowed`;
  const { shortest } = among === undefined ? any : reachOf(pattern, among);
  const isOther = !Number.isFinite(shortest) || needed.some((one) => !mayContain(pattern, one));
  return isOther ? `matches nothing of type ${type}` : undefined;
}
