import type { Place } from '../../chat/inbound.ts';
import type { Command } from '../../commands/command.ts';
import type { PlacePort } from '../../commands/services.ts';
import { notTakenHere } from '../../commands/who.ts';
import { cut } from '../../values/cut.ts';
import type { Guard } from './guard.ts';

export interface TakenDeps {
  readonly places: Pick<PlacePort, 'instead'>;
  /** Features may have channels of their own. */
  readonly takesCommandsIn: readonly ((place: Place) => Promise<boolean>)[];
}

/** Where commands are taken instead of a place; nowhere where they are taken there. */
export type TakenInstead = (place: Place) => Promise<readonly string[]>;

export function createTakenInstead({ places, takesCommandsIn }: TakenDeps): TakenInstead {
  return async (place) => {
    const instead = places.instead(place);
    if (instead.length === 0) return [];
    const taken = await Promise.all(takesCommandsIn.map((takesIn) => takesIn(place)));
    return taken.includes(true) ? [] : instead;
  };
}

export interface WhereTakenDeps {
  readonly find: (path: readonly string[]) => Command | undefined;
  readonly takenInstead: TakenInstead;
}

/**
 * Keeps commands to the channels that the settings name for them, and those that Keyturn opened. What anybody may ask for is
 * answered everywhere, and so are the buttons of a card: they stand where the card was put. What explains an action elsewhere has
 * no button to it.
 */
export function whereTaken({ find, takenInstead }: WhereTakenDeps): Guard {
  return async (arrival) => {
    const { inbound } = arrival;
    if (inbound.type !== 'command' || find(inbound.path)?.access === 'anyone') return { pass: true, arrival };
    const instead = await takenInstead(inbound.place);
    if (instead.length === 0) return { pass: true, arrival };
    return {
      pass: false,
      refusal: notTakenHere(`/${cut(inbound.path.join(' '), 100)}`, instead),
    };
  };
}
