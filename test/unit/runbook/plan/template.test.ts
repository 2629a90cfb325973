import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate, placeholdersOf } from '../../../../src/runbook/plan/template.ts';

describe('templates', () => {
  it('split into texts and placeholders', () => {
    expect(parseTemplate('a {{ params.x }} b{{steps.s-1.body.list[0].name}}').parts).toEqual([
      'a ',
      { scope: 'params', path: ['x'], written: '{{ params.x }}', at: 2 },
      ' b',
      {
        scope: 'steps',
        path: ['s-1', 'body', 'list', '0', 'name'],
        written: '{{steps.s-1.body.list[0].name}}',
        at: 18,
      },
    ]);
  });

  it.each([
    '{{ x }}',
    '{{ params }}',
    '{{ params.a b }}',
    '{{ env.HOME }}',
    '{{ params.x',
    '{{}}',
    '{{ params.x | upper }}',
  ])('refuse %s', (text) => {
    expect(parseTemplate(text).errors).toHaveLength(1);
  });

  it('leave a text without braces as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{'));
        expect(parseTemplate(text)).toEqual({ parts: text === '' ? [] : [text], errors: [] });
        expect(placeholdersOf(text)).toEqual([]);
      }),
    );
  });
});
