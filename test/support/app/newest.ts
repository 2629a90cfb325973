import type { Seen } from '../../contract/chat-harness.ts';
import type { AppWorld } from './app.ts';

/** How many messages are told of where the one that was looked for never came. */
const SHOWN = 5;

/** The newest of the messages that somebody looks at with all these texts; where none comes, tells what came instead. */
export async function newest(
  until: AppWorld['until'],
  who: string,
  texts: string | readonly string[],
  look: () => Promise<readonly Seen[]>,
): Promise<Seen> {
  const wanted = [texts].flat();
  try {
    return await until(`${who} sees ${wanted.join(' … ')}`, async () =>
      (await look()).findLast(({ text }) => wanted.every((part) => text.includes(part))),
    );
  } catch (error) {
    const shown = (await look()).slice(-SHOWN).map(({ text }) => text);
    throw new Error([(error as Error).message, ...shown].join('\n---\n'));
  }
}

/** Whether a card asks just this now. That of its request shows the question as well, as a part of its plan. */
export function isAsking({ text }: Seen, question: string): boolean {
  return text.split('\n').some((line) => line.includes('Needs an answer: ') && line.includes(question));
}
