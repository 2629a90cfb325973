import type { Json } from '../../canonical.ts';
import type { Numeric } from '../../values/number.ts';

/** What a value may turn out to be, as far as a definition tells: one of these. */
export type Possible = readonly Candidate[];
export type Candidate =
  | { readonly type: 'anything' }
  | { readonly type: 'value'; readonly value: Json }
  | { readonly type: 'number'; readonly min?: Numeric; readonly max?: Numeric; readonly whole?: true }
  | SomeText
  /** An object or a list: no comparison of one with a single value holds. */
  | { readonly type: 'block' };

export interface SomeText {
  readonly type: 'text';
  /** What it certainly begins and ends with. Default: nothing. */
  readonly begins?: string;
  readonly ends?: string;
  /** False where no such text is a number. */
  readonly numeric?: false;
  /** False where no such text is a moment. */
  readonly instant?: false;
  /** Whether it may be exactly this text, where more is known. */
  readonly takes?: (text: string) => boolean;
}

export const ANYTHING: Possible = [{ type: 'anything' }];
export const SOME_TEXT: Possible = [{ type: 'text' }];
