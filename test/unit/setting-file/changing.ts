import { OpsError } from '../../../src/errors.ts';
import { type Change, changed } from '../../../src/setting-file/change.ts';
import { FORMATS, type FormatName } from '../../../src/setting-file/formats.ts';

/** A text with one value changed; what refuses it, in words. */
export function changeIn(format: FormatName) {
  return (text: string, key: string, to: string, change: Partial<Change> = {}): string => {
    try {
      return changed(text, FORMATS[format], { key, to, add: false, ...change });
    } catch (error) {
      if (error instanceof OpsError) return `refused: ${error.refusal.why}`;
      throw error;
    }
  };
}
