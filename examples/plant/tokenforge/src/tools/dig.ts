import { UsageError } from '../../../kit/arguments.ts';
import { hasFault } from '../faults.ts';
import type { Script } from '../script.ts';

/** Addresses that are kept for documentation, as is everything here. */
const RIGHT = '192.0.2.76';
const FOREIGN = '203.0.113.9';

const dig: Script = {
  summary: 'Stands for dig: the address of the website. A name without one is an empty answer, and no error.',
  words: '+short <name>',
  run: ({ plant, words: [short, name, ...more] }) => {
    if (short !== '+short' || name === undefined || more.length > 0)
      throw new UsageError('only +short <name>');
    return { output: hasFault(plant.read(), 'wrong-dns') ? FOREIGN : RIGHT };
  },
};

export const tools = { dig };
