import * as z from 'zod';

/**
 * What a modal carries so that its submission can be understood by any process: what it is for, and where it was
 * opened. Slack hands it back signed; people cannot change it.
 */
const memo = z.object({
  for: z.union([
    z.object({ type: z.literal('form'), nonce: z.string() }),
    z.object({ type: z.literal('command'), path: z.array(z.string()) }),
  ]),
  channel: z.string(),
  thread: z.string().optional(),
  /** Where the answer can go even if the app is not in the channel. */
  respondAt: z.string().optional(),
});

export type Memo = z.infer<typeof memo>;

const LIMIT = 3_000;

export function writeMemo(value: Memo): string {
  const text = JSON.stringify(value);
  if (text.length <= LIMIT) return text;
  const { respondAt: _tooLong, ...rest } = value;
  return JSON.stringify(rest);
}

/** Undefined when the modal is not one of ours. */
export function readMemo(text: string): Memo | undefined {
  try {
    return memo.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
