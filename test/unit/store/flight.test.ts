import { describe, expect, it } from 'vitest';
import { inFlights } from '../../../src/store/flight.ts';
import { LIMITS } from '../../../src/store/limits.ts';
import type { Connection, Send } from '../../../src/store/postgres-connection.ts';
import type { Pool } from '../../../src/store/postgres-pool.ts';

/** A pool that gives a connection a moment after it is asked, and writes down what each was given. */
function poolOf(answer: Send) {
  const flights: string[][] = [];
  const pool: Pick<Pool, 'use'> = {
    async use(work) {
      await null;
      const sent: string[] = [];
      flights.push(sent);
      const send: Send = (text, ...rest) => {
        sent.push(text);
        return answer(text, ...rest);
      };
      return work({ send } as Connection);
    },
  };
  return { flights, send: inFlights(pool, {}, LIMITS) };
}

const echo: Send = async (text) => ({ rows: [text], command: 'SELECT' });

describe('statements outside of a transaction', () => {
  it('share a connection when they are sent together, and each has its own answer', async () => {
    const { flights, send } = poolOf(echo);
    const answers = await Promise.all(['a', 'b'].map((text) => send(text, [], 'execute')));
    expect(answers.map(({ rows }) => rows)).toEqual([['a'], ['b']]);
    await send('c', [], 'execute');
    expect(flights).toEqual([['a', 'b'], ['c']]);
  });

  it('have each as long as those before it may take, and its own time', async () => {
    const limits: (number | undefined)[] = [];
    const { send } = poolOf((text, params, mode, callMs) => {
      limits.push(callMs);
      return echo(text, params, mode);
    });
    await Promise.all(['a', 'b', 'c'].map((text) => send(text, [], 'execute')));
    const { callMs, statementMs } = LIMITS;
    expect(limits).toEqual([callMs, callMs + statementMs, callMs + 2 * statementMs]);
  });

  it('fail each by itself, also where the connection was lost between two', async () => {
    const { send } = poolOf((text, ...rest) => {
      if (text === 'thrown') throw new Error('the connection was lost');
      return text === 'rejected' ? Promise.reject(new Error('no such table')) : echo(text, ...rest);
    });
    const answers = await Promise.allSettled(
      ['rejected', 'fine', 'thrown'].map((text) => send(text, [], 'execute')),
    );
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.rows : one.reason.message))).toEqual([
      'no such table',
      ['fine'],
      'the connection was lost',
    ]);
  });

  it('fail together where no connection is to be had, and the next ones ask for one again', async () => {
    let asked = 0;
    const send = inFlights(
      {
        async use(work) {
          asked += 1;
          if (asked === 1) throw new Error('none became free');
          return work({ send: echo } as Connection);
        },
      },
      {},
      LIMITS,
    );
    const [a, b] = await Promise.allSettled([send('a', [], 'execute'), send('b', [], 'execute')]);
    expect([a, b].map((one) => one?.status)).toEqual(['rejected', 'rejected']);
    expect((await send('c', [], 'execute')).rows).toEqual(['c']);
    expect(asked).toBe(2);
  });
});
