import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splitNotes } from '../../../src/audit/checkpoint.ts';
import { generateSignerKey } from '../../../src/audit/note.ts';
import { checkpointFile, retainedFile } from '../../../src/audit/retained.ts';
import { loadFormerKeys, loadSigner } from '../../../src/audit/signing-key.ts';
import { newSigner } from './sample-log.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyturn-home-'));
});
afterEach(() => rm(home, { recursive: true }));

const load = (given?: string) => loadSigner({ home, given, origin: 'test.example/log', environment: 'test' });

describe('the signing key', () => {
  it('is made on the first start, for its owner alone, and used ever after', async () => {
    const first = await load();
    const second = await load();
    expect(second.verifier.text).toBe(first.verifier.text);
    expect((await stat(join(home, 'log.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(home, 'log.pub'), 'utf8')).toBe(`${first.verifier.text}\n`);
  });

  it('is one, also when several processes start at once', async () => {
    const signers = await Promise.all(Array.from({ length: 8 }, () => load()));
    expect(new Set(signers.map((signer) => signer.verifier.text)).size).toBe(1);
  });

  it('can come from the environment, and then no secret is written', async () => {
    const given = generateSignerKey('env.example/log');
    expect((await load(given)).verifier.name).toBe('env.example/log');
    await expect(stat(join(home, 'log.key'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is refused when others can read it', async () => {
    await load();
    await chmod(join(home, 'log.key'), 0o640);
    await expect(load()).rejects.toMatchObject({
      code: 'audit.key_readable',
      refusal: { next: `Run: chmod 600 ${join(home, 'log.key')}` },
    });
  });

  it('is refused when it is damaged, and is not repeated in the refusal', async () => {
    const secret = generateSignerKey('test.example/log');
    await writeFile(join(home, 'log.key'), secret.slice(0, -8), { mode: 0o600 });
    const refused = await load().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'audit.key_damaged' });
    expect(JSON.stringify(refused)).not.toContain(secret.slice(40, 60));
    await expect(load('nonsense')).rejects.toMatchObject({ code: 'audit.key_damaged' });
  });
});

describe('retired keys', () => {
  it('are the lines of a file, and none when there is no file', async () => {
    expect(await loadFormerKeys(home)).toEqual([]);
    const keys = [newSigner(), newSigner()].map((signer) => signer.verifier.text);
    await writeFile(join(home, 'log.former'), `${keys.join('\n')}\n\n`);
    expect((await loadFormerKeys(home)).map((key) => key.text)).toEqual(keys);
    await writeFile(join(home, 'log.former'), 'nonsense\n');
    await expect(loadFormerKeys(home)).rejects.toMatchObject({ code: 'audit.former_key_damaged' });
  });
});

describe('the files of checkpoints', () => {
  it('keep the last one, and all of them', async () => {
    const signer = newSigner();
    const retained = retainedFile(join(home, 'last.checkpoint'));
    expect(await retained.read()).toBeUndefined();
    const notes = [1, 2].map((size) => signer.sign(`test.example/log\n${size}\nroot\n`));
    const publish = checkpointFile(join(home, 'checkpoints.txt'));
    for (const note of notes) {
      await retained.write(note);
      await publish({ origin: 'x', size: 1, root: Buffer.alloc(32), at: new Date(), note });
    }
    expect(await retained.read()).toBe(notes[1]);
    expect(splitNotes(await readFile(join(home, 'checkpoints.txt'), 'utf8'))).toEqual(notes);
  });

  it('never go back to an older one, in whatever order several processes write', async () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 8 });
    let folder = 0;
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        folder += 1;
        const path = join(home, `${folder}`, 'last.checkpoint');
        await mkdir(join(home, `${folder}`));
        await Promise.all(all.map((size) => retainedFile(path).write(`test.example/log\n${size}\nroot\n`)));
        expect((await retainedFile(path).read())?.split('\n')[1]).toBe(String(Math.max(...all)));
        // One that slept meanwhile.
        await retainedFile(path).write(`test.example/log\n${Math.min(...all)}\nroot\n`);
        expect((await retainedFile(path).read())?.split('\n')[1]).toBe(String(Math.max(...all)));
        expect(await readdir(join(home, `${folder}`))).toEqual([`last.checkpoint.${Math.max(...all)}`]);
      }),
      { numRuns: 30 },
    );
  });

  it('are read as earlier versions left them', async () => {
    const path = join(home, 'last.checkpoint');
    await writeFile(path, 'test.example/log\n7\nroot\n');
    expect(await retainedFile(path).read()).toContain('\n7\n');
    await retainedFile(path).write('test.example/log\n6\nroot\n');
    expect(await retainedFile(path).read()).toContain('\n7\n');
    await retainedFile(path).write('test.example/log\n8\nroot\n');
    expect(await retainedFile(path).read()).toContain('\n8\n');
  });
});
