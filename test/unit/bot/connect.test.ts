import pino from 'pino';
import { expect, it } from 'vitest';
import { createConnections } from '../../../src/bot/connect.ts';
import type { ChatPlatform } from '../../../src/chat/port.ts';
import { memoryChat, memoryPlatform } from '../../support/chat/memory-platform.ts';
import { idleReceiver as receiver } from '../../support/idle-receiver.ts';

const log = pino({ level: 'silent' });

/** A platform that can be reached from the given attempt on. */
function reachableFrom(attempt: number, id: ChatPlatform['id']): ChatPlatform & { tries: number } {
  const platform = {
    ...memoryPlatform(memoryChat([]), { platform: id, workspace: 'w' }),
    tries: 0,
    async start() {
      platform.tries += 1;
      if (platform.tries < attempt) throw new Error(`${id} is away`);
    },
  };
  return platform;
}

it('5.15 starts with the platform that can be reached, and connects the other one when it can', async () => {
  const away = reachableFrom(3, 'slack');
  let looked = 0;
  const late = async () => {
    looked += 1;
  };
  const connections = createConnections({
    platforms: [away, reachableFrom(1, 'discord')],
    log,
    late,
    retryMs: 5,
  });
  await connections.start(receiver);
  expect(connections.problems()).toEqual(['slack is not connected and is tried again: slack is away']);
  await expect.poll(() => looked).toBe(1);
  expect(connections.problems()).toEqual([]);
  await connections.stop();
  expect(away.tries).toBe(3);
});

it('starts also where no platform can be reached, and says so', async () => {
  const connections = createConnections({
    platforms: [reachableFrom(9, 'slack')],
    log,
    late: async () => {},
  });
  await connections.start(receiver);
  expect(connections.problems()).toEqual(['slack is not connected and is tried again: slack is away']);
  await connections.stop();
});

it('does not start when what serves this machine cannot: whoever starts it is there to mend it', async () => {
  const connections = createConnections({
    platforms: [{ ...reachableFrom(9, 'console'), local: true }, reachableFrom(1, 'slack')],
    log,
    late: async () => {},
  });
  await expect(connections.start(receiver)).rejects.toThrow('console is away');
  await connections.stop();
});

it('waits for no platform that accepts and never gets ready, and looks up what was missed once it is', async () => {
  const { promise: ready, resolve: beReady } = Promise.withResolvers<void>();
  const slow = { ...reachableFrom(1, 'slack'), start: () => ready };
  const quick = reachableFrom(1, 'discord');
  let looked = 0;
  const late = async () => {
    looked += 1;
  };
  const connections = createConnections({ platforms: [slow, quick], log, late, patienceMs: 20 });
  await connections.start(receiver);
  expect(quick.tries).toBe(1);
  expect(connections.problems()).toEqual(['slack has not answered yet: it is still being connected.']);
  beReady();
  await expect.poll(() => looked).toBe(1);
  expect(connections.problems()).toEqual([]);
  await connections.stop();
});
