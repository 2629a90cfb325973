import { describe, expect, it } from 'vitest';
import { throttle } from '../../../../src/bot/guards/throttle.ts';
import { account, placeIn } from '../../../support/chat/memory-platform.ts';
import { manualClock } from '../../../support/clock.ts';

const arrival = (who: string, word = 'help') =>
  ({
    principal: undefined,
    inbound: {
      type: 'command',
      id: 'x',
      account: account(who),
      displayName: who,
      human: true,
      place: placeIn('ops'),
      path: ['ops', word],
      options: {},
    },
  }) as const;

describe('the throttle', () => {
  it('lets a burst pass, then says how long to wait, once, and forgives', async () => {
    const clock = manualClock();
    const guard = throttle(clock, { burst: 100, everyMs: 10 }, { burst: 3, everyMs: 60_000 });
    for (let i = 0; i < 3; i += 1) expect((await guard(arrival('ana'))).pass).toBe(true);
    const refused = await guard(arrival('ana'));
    expect(refused).toMatchObject({
      pass: false,
      refusal: { code: 'throttled', next: expect.stringMatching(/60 s/) },
    });
    expect(await guard(arrival('ana'))).toEqual({ pass: false });
    expect((await guard(arrival('ana', 'status'))).pass).toBe(true);
    expect((await guard(arrival('ben'))).pass).toBe(true);
    clock.advance(61_000);
    expect((await guard(arrival('ana'))).pass).toBe(true);
  });

  it('takes a full bucket for full, whatever fraction of a millisecond it is', async () => {
    for (let i = 0; i < 2_000; i += 1) {
      const clock = { elapsed: () => i * 17.000_123_456_7 };
      const guard = throttle(clock, { burst: 1, everyMs: 10_000 }, { burst: 1, everyMs: 10_000 });
      expect((await guard(arrival('ana'))).pass).toBe(true);
    }
  });
});
