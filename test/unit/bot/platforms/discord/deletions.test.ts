import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deletionOf } from '../../../../../src/bot/platforms/discord/deletions.ts';
import { OddEvent } from '../../../../../src/bot/platforms/discord/odd-event.ts';

const parents = new Map([['30', '3']]);
const parentOf = (id: string): string | undefined => parents.get(id);
const here = { platform: 'discord', workspace: '7' } as const;

describe('what Discord says was deleted', () => {
  it.each([
    [
      { t: 'MESSAGE_DELETE', d: { id: '1', channel_id: '3', guild_id: '7' } },
      { ...here, channel: '3', messages: ['1'] },
    ],
    [
      { t: 'MESSAGE_DELETE', d: { id: '1', channel_id: '30', guild_id: '7' } },
      { ...here, channel: '3', messages: ['30/1'] },
    ],
    [
      { t: 'MESSAGE_DELETE_BULK', d: { ids: ['1', '2'], channel_id: '3', guild_id: '7' } },
      { ...here, channel: '3', messages: ['1', '2'] },
    ],
    [
      { t: 'CHANNEL_DELETE', d: { id: '3', guild_id: '7', type: 0 } },
      { ...here, channel: '3' },
    ],
    [
      { t: 'THREAD_DELETE', d: { id: '30', parent_id: '3', guild_id: '7', type: 11 } },
      { ...here, channel: '3' },
    ],
    [{ t: 'MESSAGE_DELETE', d: { id: '1', channel_id: '3' } }, undefined],
    [{ t: 'GUILD_ROLE_DELETE', d: { role_id: '1', guild_id: '7' } }, undefined],
    [{ op: 11, t: null, d: null }, undefined],
  ])('%j is read as %j', (packet, deleted) => {
    expect(deletionOf(packet, parentOf)).toEqual(deleted);
  });

  it('is an odd event, and nothing worse, whatever its parts are', () => {
    const t = fc.constantFrom('MESSAGE_DELETE', 'MESSAGE_DELETE_BULK', 'CHANNEL_DELETE', 'THREAD_DELETE');
    const d = fc.oneof(
      fc.anything(),
      fc.record({ guild_id: fc.anything(), id: fc.anything(), ids: fc.anything() }),
    );
    fc.assert(
      fc.property(t, d, (type, data) => {
        try {
          deletionOf({ t: type, d: data }, parentOf);
        } catch (error) {
          expect(error).toBeInstanceOf(OddEvent);
        }
      }),
    );
  });
});
