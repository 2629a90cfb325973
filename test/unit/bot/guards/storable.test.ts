import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storable } from '../../../../src/bot/guards/storable.ts';
import type { Inbound } from '../../../../src/chat/inbound.ts';

const ask = (values: { readonly [name: string]: string }) =>
  storable({
    inbound: { type: 'form', nonce: 'n', values } as unknown as Inbound,
    principal: undefined,
  });

describe('what cannot be written down', () => {
  it('23 is refused where it comes in, with its field and its place', async () => {
    expect(await ask({ reason: 'funds\0leaving' })).toMatchObject({
      pass: false,
      refusal: { code: 'input.unstorable', why: expect.stringContaining('Character 6 of "reason"') },
    });
  });

  it('23 is a zero character or half of a pair, anywhere in any text; everything else passes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\0', '\ud800', '\udc00 '),
        async (text, bad) => {
          const clean = text.replaceAll('\0', '').toWellFormed();
          expect((await ask({ a: clean })).pass).toBe(true);
          expect((await ask({ a: 'x', b: `${clean} ${bad} ${clean}` })).pass).toBe(false);
        },
      ),
    );
  });
});
