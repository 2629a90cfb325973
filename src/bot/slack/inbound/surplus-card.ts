import type { Card } from '../../../chat/card.ts';
import { refusalCard } from '../../../chat/refusal-card.ts';
import type { Command } from '../../../commands/command.ts';

/** For words behind a command that takes none: doing it all the same could be something else than was meant. */
export function surplusCard({ path }: Command, rest: string): Card {
  const name = `/${path.join(' ')}`;
  return refusalCard({
    code: 'slack.surplus',
    what: `${name} was not run.`,
    why: `It takes nothing, and "${rest.slice(0, 100)}" was typed behind it.`,
    next: `Type ${name} alone, or /ops help for all commands.`,
  });
}
