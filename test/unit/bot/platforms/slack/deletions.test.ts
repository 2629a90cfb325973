import { describe, expect, it } from 'vitest';
import { deletionOf } from '../../../../../src/bot/platforms/slack/inbound/deletions.ts';

describe('what Slack says was deleted', () => {
  it.each([
    [
      'by its author or an administrator',
      { type: 'message', subtype: 'message_deleted', channel: 'C1', deleted_ts: '1.2' },
      { channel: 'C1', messages: ['1.2'] },
    ],
    [
      'with replies, which leaves a tombstone',
      {
        type: 'message',
        subtype: 'message_changed',
        channel: 'C1',
        message: { ts: '1.2', subtype: 'tombstone' },
      },
      { channel: 'C1', messages: ['1.2'] },
    ],
    ['with its channel', { type: 'channel_deleted', channel: 'C1' }, { channel: 'C1' }],
    ['with its channel, archived', { type: 'group_archive', channel: 'G1' }, { channel: 'G1' }],
    [
      'nothing: it was edited',
      { type: 'message', subtype: 'message_changed', channel: 'C1', message: { ts: '1.2' } },
      undefined,
    ],
    [
      'nothing: somebody wrote',
      { type: 'message', channel: 'C1', user: 'U1', text: 'hello', ts: '1.3' },
      undefined,
    ],
    [
      'nothing: somebody joined',
      { type: 'message', subtype: 'channel_join', channel: 'C1', ts: '1.3' },
      undefined,
    ],
  ])('is a message %s', (_how, event, deleted) => {
    expect(deletionOf({ event })).toEqual(deleted);
  });
});
