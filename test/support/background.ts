import pino from 'pino';
import { type Background, createBackground } from '../../src/waiting/background.ts';

/** What goes on in the background of a process that a test makes. */
export function testBackground(): Background {
  return createBackground(pino({ level: process.env.LOG_LEVEL ?? 'silent' }));
}

interface Sweeping {
  sweep(): Promise<void>;
}

export type Swept<T extends Sweeping> = T & {
  /** A sweep, and all that it began. */
  swept(): Promise<void>;
};

/** Makes what sweeps as a process of its own has it, with a background of its own. */
export function inBackground<T extends Sweeping>(make: (background: Background) => T): Swept<T> {
  const background = testBackground();
  const made = make(background);
  return {
    ...made,
    async swept() {
      await made.sweep();
      await background.settled();
    },
  };
}
