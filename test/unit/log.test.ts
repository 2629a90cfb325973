import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLog, survivingOutlet } from '../../src/log.ts';

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

it('29 lives on when whoever reads the log is gone, and says that lines are lost', async () => {
  const program = `
    import { createLog, survivingOutlet } from ${JSON.stringify(new URL('../../src/log.ts', import.meta.url).href)};
    const outlet = survivingOutlet(process.stdout);
    const log = createLog('info', [], outlet);
    let line = 0;
    const beat = setInterval(() => {
      line += 1;
      log.info({ line }, 'alive');
      if (outlet.problems().length === 0 || line < 20) return;
      process.stderr.write(outlet.problems()[0]);
      clearInterval(beat);
    }, 10);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('Nobody takes the log (EPIPE)') });
});

it('29 keeps no more than it can hold for a reader of the log that stands still, says so, and goes on with it', async () => {
  const program = `
    import { createLog, survivingOutlet } from ${JSON.stringify(new URL('../../src/log.ts', import.meta.url).href)};
    const outlet = survivingOutlet(process.stdout);
    const log = createLog('info', [], outlet);
    let said = '';
    let most = 0;
    let count = 0;
    const beat = setInterval(() => {
      for (let line = 0; line < 50; line += 1) log.info({ line: (count += 1) }, 'x'.repeat(10_000));
      most = Math.max(most, process.stdout.writableLength + outlet.writableLength);
      const problems = outlet.problems().join();
      if ((problems === '') === (said === '')) return;
      said = problems;
      process.stderr.write(JSON.stringify({ problems, most }) + '\\n');
      if (said === '') {
        clearInterval(beat);
        log.info({ line: (count += 1) }, 'the last one');
      }
    }, 10);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = createInterface(child.stderr)[Symbol.asyncIterator]();
  const still = (await lines.next()).value as string;
  expect(JSON.parse(still)).toEqual({
    problems: expect.stringContaining('its reader stands still'),
    most: expect.any(Number),
  });
  await sleep(500);
  const read: { level: number; line?: number; dropped?: number }[] = [];
  createInterface(child.stdout).on('line', (line) => read.push(JSON.parse(line)));
  const goesOn = JSON.parse((await lines.next()).value as string) as { problems: string; most: number };
  expect(goesOn.problems).toBe('');
  expect(goesOn.most).toBeLessThan(2 * 1024 * 1024);
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  // What is missing is said where it is missing, and all others are there in their order.
  const numbers = read.flatMap(({ line }) => line ?? []);
  const missing = read.reduce((sum, { dropped = 0 }) => sum + dropped, 0);
  expect(missing).toBeGreaterThan(0);
  expect(numbers.length + missing).toBe(numbers.at(-1));
  const at = read.findIndex(({ dropped }) => dropped !== undefined);
  expect(read[at]).toMatchObject({
    level: 40,
    dropped: (read[at + 1]?.line ?? 0) - (read[at - 1]?.line ?? 0) - 1,
  });
});

it('29 tries now and then whether the log is taken again', () => {
  const written: string[] = [];
  let fails = true;
  const to = Object.assign(new Writable(), {
    write(chunk: string, done: (error?: Error) => void) {
      if (!fails) written.push(chunk);
      done(fails ? Object.assign(new Error('no space'), { code: 'ENOSPC' }) : undefined);
      return true;
    },
  }) as Writable;
  let now = 0;
  const outlet = survivingOutlet(to, () => now);
  outlet.write('one');
  expect(outlet.problems()).toEqual([expect.stringContaining('ENOSPC')]);
  fails = false;
  outlet.write('two');
  now = 6_000;
  outlet.write('three');
  expect(outlet.problems()).toEqual([]);
  expect(written).toEqual(['three', expect.stringMatching(/"dropped":2,"msg":"2 lines .*ENOSPC/)]);
});

it('29 keeps nothing for a log that was closed', () => {
  const to = new Writable();
  to.destroy();
  const outlet = survivingOutlet(to);
  for (let line = 0; line < 1_000; line += 1) outlet.write('x'.repeat(1_000));
  expect(outlet.writableLength).toBe(0);
  expect(outlet.problems()).toHaveLength(1);
});
