import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loneReference, referencesIn } from '../../../../src/runbook/plan/reference.ts';
import { placeholdersOf } from '../../../../src/runbook/plan/template.ts';
import { lateText, secretText } from '../../../../src/runbook/plan/text.ts';
import { scopeWith } from './example.ts';

/** What templates are made of, and what comes close to it. */
const piece = fc.constantFrom(
  ...[
    '{{ steps.a.json.x }}',
    '{{steps.b.text}}',
    '{{ secrets.TOKEN }}',
    '{{ params.name }}',
    '{{ steps.a[0].$id }}',
  ],
  ...['{{', '}}', ' ', 'steps.a', '{ {', '$', 'text'],
);
const template = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

/** Once what is wrong with it is told instead of thrown. */
const telling = () => ({ ...scopeWith({ name: 'x' }), text: (text: string) => text });

describe('texts that are filled in later', () => {
  it('keep exactly the references that a check of the definition sees', () => {
    fc.assert(
      fc.property(template, (text) => {
        const kept = lateText(text, telling()).filter((part) => typeof part === 'object');
        expect(kept).toEqual(referencesIn(text));
        const secrets = secretText(text, telling()).filter((part) => typeof part === 'object');
        const seen = placeholdersOf(text).filter(({ scope }) => scope === 'secrets');
        expect(secrets).toEqual(seen.map(({ path: [secret] }) => ({ secret })));
      }),
    );
  });

  it('lose nothing of what the author wrote', () => {
    fc.assert(
      fc.property(template, (text) => {
        const places = placeholdersOf(text).filter(({ scope }) => scope === 'steps');
        const parts = lateText(text, telling());
        const written = parts.map((part) => (typeof part === 'string' ? part : places.shift()?.written));
        expect(written.join('')).toBe(text);
      }),
    );
  });

  it('name fields with a dollar sign, as JSON has them', () => {
    expect(loneReference(' {{ steps.seen.json.$id }} ')).toEqual({ step: 'seen', path: ['json', '$id'] });
  });

  it('take a secret by its whole name only', () => {
    expect(() => secretText('{{ secrets.TOKEN.part }}', scopeWith({}))).toThrow('definition');
  });
});
