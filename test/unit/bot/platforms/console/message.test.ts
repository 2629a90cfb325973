import { describe, expect, it } from 'vitest';
import { subjectsOf } from '../../../../../src/bot/platforms/console/message.ts';

describe('what a message is about', () => {
  const chains = { apr: 'request', run: 'run' };
  const subjects = (text: string) => subjectsOf({ type: 'text', text }, chains);

  it('is found by the ids in its text, each once, in order', () => {
    expect(subjects('run-7k2m9q4t of apr-0a1b2c3d, see run-7k2m9q4t')).toEqual([
      'run/run-7k2m9q4t',
      'request/apr-0a1b2c3d',
    ]);
  });

  it('is first of all what the footer of a card says', () => {
    const card = {
      title: 'Reset',
      tone: 'success',
      blocks: [{ type: 'text', text: 'Approved as apr-0a1b2c3d' }],
      controls: [],
      footer: 'run-7k2m9q4t',
    } as const;
    expect(subjectsOf({ type: 'card', card }, chains)).toEqual(['run/run-7k2m9q4t', 'request/apr-0a1b2c3d']);
  });

  it.each(['msg-7k2m9q4t', 'run-7k2m9q4', 'run-7k2m9q4tt', 'run-7k2m9q4l', 'rerun-7k2m9q4t'])(
    'is not %s',
    (text) => {
      expect(subjects(text)).toEqual([]);
    },
  );
});
