import { AsyncLocalStorage } from 'node:async_hooks';
import type { Receiver } from '../chat/port.ts';

/**
 * Names the platform whose library runs, in everything that its start set in motion: sockets, timers, promises. What such
 * a library throws where nobody listens has cut off nothing of ours.
 */
const platform = new AsyncLocalStorage<string>();

/** The platform whose library is running; undefined in our own code. */
export function libraryOf(): string | undefined {
  return platform.getStore();
}

export function asLibrary<T>(id: string, work: () => T): T {
  return platform.run(id, work);
}

/** What a library hands over is worked on by our own code. */
export function atHome(receiver: Receiver): Receiver {
  return {
    receive: (inbound, responder) => platform.exit(() => receiver.receive(inbound, responder)),
    complete: (query) => platform.exit(() => receiver.complete(query)),
    turnedAway: (command) => platform.exit(() => receiver.turnedAway(command)),
    home: (account) => platform.exit(() => receiver.home(account)),
    take: (taken) => platform.exit(() => receiver.take(taken)),
    missed: () => platform.exit(() => receiver.missed()),
    deleted: (what) => platform.exit(() => receiver.deleted(what)),
  };
}
