import { describe, expect, it } from 'vitest';
import { outputBlocks, outputIsCut } from '../../../../src/commands/run-parts/run-output.ts';
import { NO_OUTPUT } from '../../../../src/runbook/engine/output/store.ts';

const over = (tail: string, more = false) => ({
  printed: { ...NO_OUTPUT, tail, more },
  finishedAt: new Date(0),
});
const blocksOf = (run: Parameters<typeof outputBlocks>[0], partial = false) =>
  outputBlocks(run, (position) => `Step ${position + 1}`, partial);
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

describe('the output on the card of a run', () => {
  it('is what was printed', () => {
    expect(blocksOf(over('red\nblue\n'))).toEqual([{ type: 'code', label: 'Output', text: 'red\nblue' }]);
  });

  it('is no block where nothing was printed', () => {
    expect(blocksOf(over('\n\n'))).toEqual([]);
  });

  it('lays a line of JSON out, a value a line', () => {
    const text = 'reading\n{"state":"open","evidence":["1.8% of 50%","1.1x of 10x"]}\n';
    expect(blocksOf(over(text))).toEqual([
      {
        type: 'code',
        label: 'Output',
        text: 'reading\nstate: open\nevidence:\n  - 1.8% of 50%\n  - 1.1x of 10x',
      },
    ]);
  });

  it('lays out numbers in the form in which they were printed', () => {
    const [block] = blocksOf(over('{"wei":12345678901234567891,"rate":1.10,"n":5,"v":"1.10"}'));
    expect(block).toMatchObject({ text: 'wei: 12345678901234567891\nrate: 1.10\nn: 5\nv: "1.10"' });
  });

  it('shows the beginning of an answer in JSON that is too long, laid out, and says where the rest is', () => {
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`k${index}`, index])),
    );
    expect(outputIsCut(over(wide))).toBe(true);
    const [block] = blocksOf(over(wide));
    expect(block).toMatchObject({ label: 'Output (all of it is in the file)' });
    expect(block).toHaveProperty(
      'text',
      Array.from({ length: 12 }, (_, index) => `k${index}: ${index}`).join('\n'),
    );
    expect(block).not.toHaveProperty('fold');
  });

  it('folds JSON that cannot be laid out, so that nobody reads it first', () => {
    expect(blocksOf(over('{not json}'))).toMatchObject([{ text: '{not json}', fold: 'Output' }]);
    const tail = '"price":1.2},{"id":"b","price":1.3}]';
    expect(blocksOf(over(tail, true))).toMatchObject([{ fold: 'Output (all of it is in the file)' }]);
    expect(blocksOf(over('3 of 3 oracles report'))[0]).not.toHaveProperty('fold');
    expect(blocksOf(over('reading {"a": 1}\nand more'))[0]).not.toHaveProperty('fold');
  });

  it('shows the last lines of long output, and says where the rest is', () => {
    expect(outputIsCut(over(lines(12)))).toBe(false);
    expect(outputIsCut(over(lines(13)))).toBe(true);
    const [block] = blocksOf(over(lines(13)));
    expect(block).toMatchObject({ label: 'Output (all of it is in the file)' });
    expect(block).toHaveProperty('text', lines(13).slice('line 1\n'.length));
    expect(blocksOf({ ...over(lines(13)), finishedAt: null })).toMatchObject([
      { label: 'Output (the last lines)' },
    ]);
    expect(outputIsCut(over('the end', true))).toBe(true);
  });

  it('say that all of it is in the file only where it is', () => {
    const cut = over(lines(13));
    expect(blocksOf(cut)).toMatchObject([{ label: 'Output (all of it is in the file)' }]);
    expect(blocksOf(cut, true)).toMatchObject([
      { label: 'Output (the file has more of it, and says what was left out)' },
    ]);
  });

  it('puts what the step printed that was not got past before what came after it, and names it', () => {
    const printed = { of: 1, tail: 'disk full\n', others: 'told people\n', more: false };
    expect(blocksOf({ printed, finishedAt: new Date(0) })).toEqual([
      { type: 'code', label: 'Output of "Step 2"', text: 'disk full' },
      { type: 'code', label: 'Output of other steps', text: 'told people' },
    ]);
    expect(blocksOf({ printed: { ...printed, tail: '' }, finishedAt: new Date(0) })).toMatchObject([
      { label: 'Output of steps beside it' },
    ]);
    const much = { ...printed, others: lines(30) };
    expect(outputIsCut({ printed: much })).toBe(true);
    expect(blocksOf({ printed: much, finishedAt: new Date(0) })[0]).toMatchObject({ text: 'disk full' });
  });
});
