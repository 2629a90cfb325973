import type { Inbound } from '../../chat/inbound.ts';
import { unstorableAt } from '../../values/characters.ts';
import type { Guard } from './guard.ts';

/** Refuses what somebody typed, or a client made up, that could not be written down: at the door, with its place. */
export const storable: Guard = async (arrival) => {
  for (const [name, text] of Object.entries(typedIn(arrival.inbound))) {
    const at = unstorableAt(text);
    if (at === undefined && unstorableAt(name) === undefined) continue;
    const field = JSON.stringify(name.replaceAll('\0', '').toWellFormed().slice(0, 60));
    return {
      pass: false,
      refusal: {
        code: 'input.unstorable',
        what: 'Nothing was done.',
        why: `Character ${at ?? 1} of ${field} is none that can be written down (a zero character, or half of an emoji).`,
        next: 'Delete it, or type the text anew instead of pasting it, and send it again.',
      },
    };
  }
  return { pass: true, arrival };
};

function typedIn(inbound: Inbound): { readonly [name: string]: string } {
  switch (inbound.type) {
    case 'command':
      return inbound.options;
    case 'form':
      return inbound.values;
    case 'select':
      return { choice: inbound.value, button: inbound.nonce };
    case 'button':
      return { button: inbound.nonce };
    default:
      return {};
  }
}
