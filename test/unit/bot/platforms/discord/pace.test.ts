import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type REST, Routes } from 'discord.js';
import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBrake } from '../../../../../src/bot/platforms/discord/brake/brake.ts';
import { createPace } from '../../../../../src/bot/platforms/discord/brake/pace.ts';
import { createRest, PER_SECOND } from '../../../../../src/bot/platforms/discord/rest.ts';
import { Secret } from '../../../../../src/config/secret.ts';

const log = pino({ level: 'silent' });

/** The most that lies in any window of one second, wherever it begins. */
function busiest(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1_000).length));
}

describe('what all clients of Discord together ask of it', () => {
  /** When each request came, and the answers that the test holds back. */
  const arrivals: number[] = [];
  const held: ServerResponse[] = [];
  let holding = false;
  const server = createServer((_request, response) => {
    arrivals.push(performance.now());
    if (holding) held.push(response);
    else answer(response);
  });
  const answer = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');

  let clients: readonly REST[];
  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    const brake = createBrake(log);
    const token = new Secret('a-token');
    clients = Object.values(PER_SECOND).map((perSecond) =>
      createRest({ token, apiUrl, log, brake, perSecond, retries: 0 }),
    );
    arrivals.length = 0;
    holding = false;
  });
  afterEach(async () => {
    for (const response of held.splice(0)) answer(response);
    for (const client of clients) client.clearHashSweeper();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  let channel = 0;
  /** As many questions about different channels as each client is given. */
  const ask = (each: number) =>
    Promise.allSettled(
      clients.flatMap((client) =>
        Array.from({ length: each }, () => {
          channel += 1;
          return client.get(Routes.channel(String(10_000_000_000_000_000n + BigInt(channel))));
        }),
      ),
    );

  it('5.15 is never more than 50 requests in one second, also at the seam of each client’s seconds', async () => {
    await ask(1);
    await sleep(900);
    // What is not made in good time is refused: on a busy machine more of it.
    while (arrivals.length <= 90) await ask(60);
    expect(busiest(arrivals)).toBeLessThanOrEqual(50);
  });

  it('5.15 is never more when Discord was silent for a while and hears all at once', async () => {
    holding = true;
    const asked = ask(40);
    await sleep(2_500);
    expect(arrivals.length).toBeLessThanOrEqual(50);
    holding = false;
    for (const response of held.splice(0)) answer(response);
    await asked;
    expect(busiest(arrivals)).toBeLessThanOrEqual(50);
  });
});

describe('the pace', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('5.15 keeps to its number in every window, however long answers take and whenever each arrives meanwhile', async () => {
    const request = fc.record({
      at: fc.nat(4_000),
      takes: fc.nat(3_000),
      arrives: fc.double({ min: 0, max: 1, noNaN: true }),
      fails: fc.boolean(),
      givesUpAfter: fc.option(fc.nat(2_000)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { maxLength: 120 }),
        fc.integer({ min: 1, max: 12 }),
        async (given, requests) => {
          const pace = createPace({ requests });
          const arrivals: number[] = [];
          let made = 0;
          const all = given.map(async ({ at, takes, arrives, fails, givesUpAfter }) => {
            await new Promise((resolve) => setTimeout(resolve, at));
            const signal = new AbortController();
            if (givesUpAfter !== null)
              setTimeout(() => signal.abort(new Error('nobody waits')), givesUpAfter);
            const make = async () => {
              made += 1;
              arrivals.push(Date.now() + takes * arrives);
              await new Promise((resolve) => setTimeout(resolve, takes));
              if (fails) throw new Error('the connection broke');
            };
            return pace.through(make, signal.signal);
          });
          const settled = Promise.allSettled(all);
          await vi.runAllTimersAsync();
          const sorted = arrivals.toSorted((a, b) => a - b);
          for (const from of sorted)
            expect(sorted.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(
              requests,
            );
          const ended = await settled;
          // Whoever was not let through was told so, and nothing was made of it.
          expect(made).toBe(arrivals.length);
          expect(ended).toHaveLength(given.length);
          // No place is lost for good.
          await vi.advanceTimersByTimeAsync(2_000);
          let through = 0;
          for (let n = 0; n < requests; n += 1)
            void pace.through(async () => {
              through += 1;
            }, null);
          await vi.advanceTimersByTimeAsync(1);
          expect(through).toBe(requests);
          await vi.runAllTimersAsync();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('5.15 lets as many through as it may', async () => {
    const pace = createPace({ requests: 5 });
    const arrivals: number[] = [];
    const make = async () => void arrivals.push(Date.now());
    const all = Promise.allSettled(Array.from({ length: 15 }, () => pace.through(make, null)));
    await vi.runAllTimersAsync();
    await all;
    expect(busiest(arrivals)).toBe(5);
    expect(busiest(arrivals.slice(5))).toBe(5);
  });

  it('says in time, and as something that passes, that a request was not made', async () => {
    const pace = createPace({ requests: 1 });
    void pace.through(() => new Promise(() => {}), null);
    const make = vi.fn(async () => 'made');
    const refused = expect(pace.through(make, null)).rejects.toMatchObject({ kind: 'rate-limited' });
    await vi.advanceTimersByTimeAsync(2_000);
    await refused;
    expect(make).not.toHaveBeenCalled();
  });
});
