import type { Place } from '../../chat/inbound.ts';
import type { Command } from '../../commands/command.ts';
import type { PlacePort } from '../../commands/services.ts';
import type { Guard } from './guard.ts';

export interface WhereTakenDeps {
  readonly find: (path: readonly string[]) => Command | undefined;
  readonly places: Pick<PlacePort, 'instead'>;
  /** Features may have channels of their own. */
  readonly takesCommandsIn: readonly ((place: Place) => Promise<boolean>)[];
}

/**
 * Keeps commands to the channels that the settings name for them, and those that Keyturn opened. What anybody may ask for is
 * answered everywhere, and so are the buttons of a card: they stand where the card was put.
 */
export function whereTaken({ find, places, takesCommandsIn }: WhereTakenDeps): Guard {
  return async (arrival) => {
    const { inbound } = arrival;
    if (inbound.type !== 'command' || find(inbound.path)?.access === 'anyone') return { pass: true, arrival };
    const instead = places.instead(inbound.place);
    if (instead.length === 0) return { pass: true, arrival };
    const taken = await Promise.all(takesCommandsIn.map((takesIn) => takesIn(inbound.place)));
    if (taken.includes(true)) return { pass: true, arrival };
    return {
      pass: false,
      refusal: {
        code: 'access.elsewhere',
        what: `/${inbound.path.join(' ').slice(0, 100)} is not taken in this channel.`,
        why: 'The settings name the channels where commands are taken, and this is none of them.',
        next: `Give it in ${listed(instead)}. /ops help works everywhere.`,
      },
    };
  };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
