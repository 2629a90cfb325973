import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { hostOf } from './host.ts';

/** Above it every trade of a thin pool would be one that somebody else earns from. */
const SLIPPAGE_BPS_MAX = 200;

/** The settings of the trader as they stand in their file. */
export function readSettings(folder: string): Readonly<Record<string, unknown>> {
  return parse(readFileSync(join(hostOf(folder).root, 'config', 'trading.yaml'), 'utf8')) as Record<
    string,
    unknown
  >;
}

/** Why the trader does not start with these settings; undefined: it does. */
export function problemOf({ slippage_bps: slippage }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof slippage !== 'number' || slippage <= SLIPPAGE_BPS_MAX) return undefined;
  return `slippage_bps is ${slippage}, and at most ${SLIPPAGE_BPS_MAX}`;
}
