import { UsageError } from '../../../kit/arguments.ts';
import { readWords, type Words } from '../../../kit/words.ts';
import { EXIT, ScriptFailure } from '../script.ts';

/** Options of a tool that ends with 1, and with words of its own, when it does not know one. */
export function optionsOf(
  words: readonly string[],
  {
    flags,
    values,
    refuse,
  }: {
    readonly flags: readonly string[];
    readonly values?: readonly string[];
    readonly refuse: (option: string) => string;
  },
): Words {
  // Behind it stand words that are no options; none of them begins like one here.
  const argv = words.filter((word) => word !== '--');
  const known = [...flags, ...(values ?? [])];
  const foreign = argv.find((word) => word.startsWith('-') && !known.includes(word.split('=')[0] ?? ''));
  if (foreign !== undefined) throw new ScriptFailure(EXIT.failed, refuse(foreign));
  try {
    return readWords(argv, { flags, values: values ?? [] });
  } catch (error) {
    if (error instanceof UsageError) throw new ScriptFailure(EXIT.failed, `error: ${error.message}`);
    throw error;
  }
}
