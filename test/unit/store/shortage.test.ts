import { expect, it } from 'vitest';
import { cardText } from '../../../src/chat/card.ts';
import { failureCard } from '../../../src/chat/refusal-card.ts';
import { shortageIn } from '../../../src/store/shortage.ts';

it('names what the database lacks, or what kept it from the work, however deep the error that says so', () => {
  const full = Object.assign(new Error('could not extend file'), { code: '53100' });
  const wrapped = new Error('Failed query', { cause: new Error('lost', { cause: full }) });
  expect(shortageIn(wrapped)).toContain('disk of the database is full');
  expect(cardText(failureCard('err-1', shortageIn(wrapped)))).toMatch(
    /disk of the database is full.*Look before you ask again/,
  );
  for (const code of ['40P01', '40001']) {
    const collided = new Error('Failed query', {
      cause: Object.assign(new Error('deadlock detected'), { code }),
    });
    expect(shortageIn(collided)).toContain('once more should do it');
  }
  expect(shortageIn(new Error('a bug'))).toBeUndefined();
  expect(shortageIn('nothing')).toBeUndefined();
});
