import { describe, expect, it } from 'vitest';
import { createChangelog } from '../../../src/changelog/service.ts';
import type { Database } from '../../../src/store/database.ts';

/** The change log over a database whose every look ends so. */
const over = (error: Error) =>
  createChangelog({
    db: { read: () => Promise.reject(error) } as unknown as Database,
    jobs: { emit: async () => {} },
    people: {
      named: async () => new Map(),
      authorize: async () => ({ effect: 'allow', reason: 'linked' }) as const,
    },
    registry: { runbooks: () => [], action: () => undefined },
  });

describe('a search for changes that the database ends', () => {
  const cutOff = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });

  it('says that nobody knows whether anything was changed, and how to ask for less', async () => {
    await expect(over(cutOff).list({}, 12)).rejects.toThrow('whether anything was changed is not known');
    await expect(over(cutOff).list({}, 12)).rejects.toMatchObject({
      refusal: { next: 'Say since when, and until when (since:, until:), or name a system (system:).' },
    });
  });

  it('is told from any other trouble', async () => {
    await expect(over(new Error('no space left')).list({}, 12)).rejects.toThrow('no space left');
  });
});
