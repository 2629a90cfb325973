import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReplays } from '../../../../../src/bot/platforms/slack/http/replays.ts';
import { faultOf } from '../../../../../src/bot/platforms/slack/http/signature.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { SIGNING_SECRET } from '../../../../support/slack/fake-slack.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { bodyOf, post, signed } from '../../../../support/slack/http-wire.ts';
import { CHANNEL } from '../../../../support/slack/state.ts';

const now = new Date('2026-11-22T03:00:00Z');
const seconds = now.getTime() / 1_000;

describe('who signed a request', () => {
  const body = 'command=%2Fops&text=help';
  const fault = (age: number, change: { body?: string; secret?: string } = {}) => {
    const headers = signed(body, { secret: change.secret ?? 'secret', timestamp: seconds - age });
    return faultOf(
      {
        signature: headers['x-slack-signature'],
        timestamp: headers['x-slack-request-timestamp'],
        body: change.body ?? body,
      },
      'secret',
      now,
    );
  };

  it.each([
    [-301, 'from-the-future'],
    [-300, undefined],
    [-299, undefined],
    [0, undefined],
    [299, undefined],
    [300, undefined],
    [301, 'too-old'],
  ])('a request %i s old: %s', (age, expected) => {
    expect(fault(age)).toBe(expected);
  });

  it('notices every flipped bit of the body and of the signature', () => {
    for (let at = 0; at < body.length; at += 1) {
      const flipped = String.fromCharCode(body.charCodeAt(at) ^ 1);
      expect(fault(0, { body: body.slice(0, at) + flipped + body.slice(at + 1) })).toBe('wrong-signature');
    }
    const headers = signed(body, { secret: 'secret', timestamp: seconds });
    const signature = headers['x-slack-signature'] ?? '';
    for (let at = 3; at < signature.length; at += 1) {
      const flipped = signature[at] === '0' ? '1' : '0';
      const changed = signature.slice(0, at) + flipped + signature.slice(at + 1);
      expect(faultOf({ signature: changed, timestamp: String(seconds), body }, 'secret', now)).toBe(
        'wrong-signature',
      );
    }
  });

  it('notices another secret, and what is not signed at all', () => {
    expect(fault(0, { secret: 'other' })).toBe('wrong-signature');
    const unsigned = { signature: undefined, timestamp: String(seconds), body };
    expect(faultOf(unsigned, 'secret', now)).toBe('unsigned');
    expect(faultOf({ ...unsigned, signature: 'v0=00', timestamp: 'NaN' }, 'secret', now)).toBe('unsigned');
    expect(faultOf({ ...unsigned, signature: '', timestamp: '-5' }, 'secret', now)).toBe('unsigned');
  });

  it('takes a signature once for as long as it is valid, and forgets it then', () => {
    const replays = createReplays();
    const later = (s: number): Date => new Date(now.getTime() + s * 1_000);
    expect(replays.taken('a', now)).toBe(false);
    expect(replays.taken('a', later(599))).toBe(true);
    expect(replays.taken('b', later(599))).toBe(false);
    // Signed 300 s ahead of us it was valid for 600 s; after that its age refuses it.
    expect(replays.taken('a', later(602))).toBe(false);
  });
});

describe('a request over HTTP', () => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    harness = await openSlackHarness('http');
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(() => harness.close());

  let count = 0;
  function request() {
    count += 1;
    return bodyOf({
      kind: 'command',
      payload: {
        command: '/ops',
        text: 'help',
        user_id: 'U0ANA0001',
        channel_id: CHANNEL,
        team_id: 'T0HOME001',
        trigger_id: `t${count}`,
      },
    });
  }

  async function send(
    age: number,
    secret = SIGNING_SECRET,
    change: (body: string) => string = (same) => same,
  ) {
    const { body, type } = request();
    const timestamp = Math.floor(Date.now() / 1_000) - age;
    const headers = { 'content-type': type, ...signed(body, { secret, timestamp }) };
    return post(harness.appUrl(), headers, change(body));
  }

  it.each([
    [-301, 401],
    [-299, 200],
    [299, 200],
    [301, 401],
  ])('with an age of %i s is answered %i', async (age, status) => {
    // A request that is on its way when the second changes would be a second older.
    while (Date.now() % 1_000 > 800) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await send(age)).status).toBe(status);
    await expect.poll(() => receiver.inbound.length).toBe(status === 200 ? 1 : 0);
  });

  it('is refused with a flipped bit, another secret, or no signature', async () => {
    expect((await send(0, SIGNING_SECRET, (body) => body.replace('help', 'helq'))).status).toBe(401);
    expect((await send(0, 'another secret')).status).toBe(401);
    const { body, type } = request();
    expect((await post(harness.appUrl(), { 'content-type': type }, body)).status).toBe(401);
    expect((await post(harness.appUrl(), { 'content-type': type }, `${body}&ssl_check=1`)).status).toBe(401);
    expect(receiver.inbound).toEqual([]);
  });

  it('is refused when it comes again as it is', async () => {
    const { body, type } = request();
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = { 'content-type': type, ...signed(body, { secret: SIGNING_SECRET, timestamp }) };
    expect((await post(harness.appUrl(), headers, body)).status).toBe(200);
    expect((await post(harness.appUrl(), headers, body)).status).toBe(401);
    const racing = await Promise.all([1, 2, 3].map(() => post(harness.appUrl(), headers, body)));
    expect(racing.map(({ status }) => status)).toEqual([401, 401, 401]);
    await expect.poll(() => receiver.inbound.length).toBe(1);
  });

  it('is not taken when it is larger than any of Slack, or goes elsewhere', async () => {
    const big = 'x'.repeat(1024 * 1024 + 1);
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = signed(big, { secret: SIGNING_SECRET, timestamp });
    expect((await post(harness.appUrl(), headers, big)).status).toBe(413);
    expect((await post(harness.appUrl().replace('events', 'other'), {}, '')).status).toBe(404);
  });
});
