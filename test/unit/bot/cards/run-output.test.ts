import { describe, expect, it } from 'vitest';
import { outputBlocks, outputIsCut } from '../../../../src/bot/cards/run-output.ts';

const over = (tail: string, more = false) => ({ tail, more, finishedAt: new Date(0) });
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

describe('the output on the card of a run', () => {
  it('is what was printed, without the colours of a terminal', () => {
    expect(outputBlocks(over('\u001b[31mred\u001b[0m\nblue\n'))).toEqual([
      { type: 'code', label: 'Output', text: 'red\nblue' },
    ]);
  });

  it('is no block where nothing was printed', () => {
    expect(outputBlocks(over('\n\n'))).toEqual([]);
  });

  it('lays a line of JSON out, a value a line', () => {
    const text = 'reading\n{"state":"open","evidence":["1.8% of 50%","1.1x of 10x"]}\n';
    expect(outputBlocks(over(text))).toEqual([
      {
        type: 'code',
        label: 'Output',
        text: 'reading\nstate: open\nevidence:\n  - 1.8% of 50%\n  - 1.1x of 10x',
      },
    ]);
  });

  it('leaves JSON as it is where its lines would not fit, and what only looks like JSON', () => {
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`k${index}`, index])),
    );
    expect(outputBlocks(over(wide))).toMatchObject([{ label: 'Output', text: wide }]);
    expect(outputBlocks(over('{not json}'))).toMatchObject([{ text: '{not json}' }]);
  });

  it('shows the last lines of long output, and says where the rest is', () => {
    expect(outputIsCut(over(lines(12)))).toBe(false);
    expect(outputIsCut(over(lines(13)))).toBe(true);
    const [block] = outputBlocks(over(lines(13)));
    expect(block).toMatchObject({ label: 'Output (all of it is in the file)' });
    expect(block).toHaveProperty('text', lines(13).slice('line 1\n'.length));
    expect(outputBlocks({ ...over(lines(13)), finishedAt: null })).toMatchObject([
      { label: 'Output (the last lines)' },
    ]);
    expect(outputIsCut(over('the end', true))).toBe(true);
  });
});
