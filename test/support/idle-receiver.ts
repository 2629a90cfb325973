import type { Receiver } from '../../src/chat/port.ts';

/** A bot that takes everything and does nothing with it; tests put in the place of a part what they watch. */
export const idleReceiver: Receiver = {
  take: async () => true,
  receive: async () => {},
  complete: async () => [],
  turnedAway: async () => undefined,
  home: async () => ({ title: 'Nothing', tone: 'neutral', blocks: [], controls: [] }),
  missed: async () => {},
  deleted: async () => {},
};
