import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';

it('5.11 writes no secret, wherever in a line it stands, also where JSON escapes it', () => {
  const lines: string[] = [];
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const secret = 'hunter"2\\';
  const log = createLog('info', [secret, ''], to as NodeJS.WriteStream);
  log.info({ headers: { authorization: `Bearer ${secret}` }, err: new Error(`refused ${secret}`) }, secret);
  expect(lines.join('')).not.toContain('hunter');
  expect(lines.join('').match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(3);
});
