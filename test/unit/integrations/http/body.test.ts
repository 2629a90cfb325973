import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../../src/integrations/http/body.ts';

const URL_HERE = new URL('https://monitor.example');
const MAX = 64 * 1024;
const read = (body: Buffer, encoding?: string, type?: string): Promise<string> =>
  textOf(body, { 'content-encoding': encoding, 'content-type': type }, URL_HERE, MAX);

const PACKERS = [
  ['gzip', gzipSync],
  ['X-Gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
] as const;

describe('the body of an answer', () => {
  it('is read whatever it is packed in, once or twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom(...PACKERS),
        fc.constantFrom(...PACKERS),
        async (text, [first, pack], [second, again]) => {
          const packed = pack(Buffer.from(text));
          expect(await read(packed, first)).toBe(text);
          expect(await read(again(packed), `${first}, ${second}`)).toBe(text);
        },
      ),
    );
  });

  it.each(PACKERS)(
    'packed as %s is no way to fill the memory, and half of it is no answer',
    async (name, pack) => {
      const bomb = pack(Buffer.alloc(50 * 1024 * 1024));
      await expect(read(bomb, name)).rejects.toMatchObject({ code: 'http.answer-too-long' });
      const half = pack(Buffer.from('a text that is long enough to be cut')).subarray(0, 12);
      await expect(read(half, name)).rejects.toMatchObject({ code: 'http.unreadable-answer' });
    },
  );

  it.each(['zip', 'compress', 'constructor', 'gzip,gzip,gzip,gzip'])(
    'packed as %s is refused as what it is',
    async (name) => {
      await expect(read(Buffer.from('x'), name)).rejects.toMatchObject({ code: 'http.unreadable-answer' });
    },
  );

  it('is read in the charset that it names, or refused', async () => {
    const latin = Buffer.from('Zürich', 'latin1');
    expect(await read(latin, undefined, 'text/plain; charset=ISO-8859-1')).toBe('Zürich');
    expect(await read(latin, 'identity', 'text/plain; charset="latin1"')).toBe('Zürich');
    expect(await read(Buffer.from('Zürich', 'utf16le'), undefined, 'text/plain;charset=utf-16le')).toBe(
      'Zürich',
    );
    expect(await read(Buffer.from('\ufeffZürich', 'utf16le'))).toBe('Zürich');
    for (const type of ['text/plain; charset=utf-8', 'application/json', 'text/plain; charset=klingon'])
      await expect(read(latin, undefined, type)).rejects.toMatchObject({ code: 'http.unreadable-answer' });
  });
});
