import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changing, type Host, openHost } from './host.ts';

const TEXT = '# limits\r\nexport MAX="300" # bps\r\nTOKEN=old\r\n';
let host: Host;
beforeEach(() => {
  host = openHost(TEXT);
});
afterEach(() => {
  host.close();
});

const write = async (to: string, more = {}, io = {}) =>
  host.call('write', changing('MAX', to, { accepts: [await host.sha256()], ...more }), io);

const refused = (code: string, why: string) => ({
  refusal: { code, why: expect.stringContaining(why) as string },
});

describe('a change of a file', () => {
  it('changes the value, and keeps what it was as a copy', async () => {
    expect(await write('500')).toMatchObject({
      before: { MAX: { kind: 'text', text: '300' } },
      after: { MAX: { text: '500' } },
      copy: expect.stringContaining('.env.run-1-') as string,
    });
    expect(host.content()).toBe(TEXT.replace('300', '500'));
    expect(host.beside()).toEqual(['bak']);
  });

  it('keeps its mode, its owner and the link that leads to it', async () => {
    chmodSync(host.file, 0o640);
    if (process.getuid?.() === 0) chownSync(host.file, 1_234, 1_235);
    const { uid, gid } = statSync(host.file);
    symlinkSync('.env', join(host.folder, 'link.env'));
    const { copy } = (await host.call('write', {
      ...changing('MAX', '500', { accepts: [await host.sha256()] }),
      file: join(host.folder, 'link.env'),
    })) as { readonly copy: string };
    for (const path of [host.file, copy]) expect(statSync(path)).toMatchObject({ mode: 0o100640, uid, gid });
    expect(lstatSync(join(host.folder, 'link.env')).isSymbolicLink()).toBe(true);
    expect(host.content()).toContain('500');
  });

  it('is made once, however often it is asked for', async () => {
    const accepts = [await host.sha256()];
    const first = await write('500', { accepts });
    expect(await write('500', { accepts })).toEqual(first);
    expect(host.beside()).toEqual(['bak']);
  });

  it('is not made again over what somebody has changed since', async () => {
    const accepts = [await host.sha256()];
    await write('500', { accepts });
    host.put(TEXT);
    await expect(write('500', { accepts })).rejects.toMatchObject(
      refused('setting.changed-since', 'somebody has changed it again'),
    );
    expect(host.content()).toBe(TEXT);
  });

  it('changes nothing where everything says already what it is to say', async () => {
    expect(await write('300')).toMatchObject({ copy: null });
    expect(host.beside()).toEqual([]);
  });

  it('is refused when the file is not what was planned', async () => {
    await expect(write('500', { accepts: ['0'.repeat(64)] })).rejects.toMatchObject(
      refused('setting.other-file', 'changed since this was planned'),
    );
    expect(host.content()).toBe(TEXT);
    expect(host.beside()).toEqual([]);
  });

  it('never makes two changes of one file at once: one of them is refused', async () => {
    const accepts = [await host.sha256()];
    const ends = await Promise.allSettled([
      write('500', { accepts, step: 'one' }),
      write('600', { accepts, step: 'two' }),
    ]);
    const won = ends.flatMap((end, index) => (end.status === 'fulfilled' ? [['500', '600'][index]] : []));
    expect(won).toHaveLength(1);
    expect(host.content()).toBe(TEXT.replace('300', won[0] ?? ''));
    expect(host.beside()).toEqual(['bak']);
    expect(ends.find((end) => end.status === 'rejected')?.reason).toMatchObject(
      refused('setting.other-file', ''),
    );
  });

  it('sees a write that comes right before the replacement', async () => {
    let looks = 0;
    const begin = () => {
      looks += 1;
      if (looks === 3) writeFileSync(host.file, 'MAX=1');
    };
    await expect(write('500', {}, { begin })).rejects.toMatchObject(
      refused('setting.other-file', 'while the change was prepared'),
    );
    expect(host.content()).toBe('MAX=1');
    expect(host.beside()).toEqual([]);
  });

  it('leaves nothing behind when it is stopped right before the replacement', async () => {
    let looks = 0;
    const begin = () => {
      looks += 1;
      if (looks === 3) throw new Error('the lease is lost');
    };
    await expect(write('500', {}, { begin })).rejects.toThrow('the lease is lost');
    expect(host.content()).toBe(TEXT);
    expect(host.beside()).toEqual([]);
  });

  it('says what was written, whatever becomes of the file right after', async () => {
    let looks = 0;
    const begin = () => {
      looks += 1;
      if (looks === 3) queueMicrotask(() => rmSync(host.file));
    };
    expect(await write('500', {}, { begin })).toMatchObject({
      after: { MAX: { text: '500' } },
      copy: expect.anything() as string,
    });
    expect(existsSync(host.file)).toBe(false);
  });

  it('is refused before it is made where nobody could be told what it says then', async () => {
    await expect(write('5'.repeat(4_001))).rejects.toMatchObject(
      refused('setting.unclear', 'MAX has 4001 characters'),
    );
    expect(host.content()).toBe(TEXT);
    expect(host.beside()).toEqual([]);
  });

  it('takes nothing away from whoever went on, when it wakes after it has lost its run', async () => {
    const accepts = [await host.sha256()];
    await using handle = await open(host.file);
    const handles = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
    const slow = vi.spyOn(handles, 'sync').mockImplementationOnce(async () => {
      await write('500', { accepts, attempt: 2 });
    });
    let looks = 0;
    const begin = () => {
      looks += 1;
      if (looks === 3) throw new Error('the lease is lost');
    };
    await expect(write('500', { accepts }, { begin })).rejects.toThrow();
    slow.mockRestore();
    expect(host.content()).toBe(TEXT.replace('300', '500'));
    expect(host.beside()).toEqual(['bak']);
    const { run, attempt, changes } = changing('MAX', '500');
    await host.call('restore', { run, attempt, changes, step: 'back', of: 'set' });
    expect(host.content()).toBe(TEXT);
  });

  it('leaves the file as it was when its disk is full', async () => {
    await using handle = await open(host.file);
    const handles = Object.getPrototypeOf(handle) as { writeFile(text: string): Promise<void> };
    const full = vi
      .spyOn(handles, 'writeFile')
      .mockRejectedValueOnce(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    await expect(write('500')).rejects.toMatchObject(
      refused('setting.not-written', 'no room is left on its disk'),
    );
    full.mockRestore();
    expect(host.content()).toBe(TEXT);
    expect(host.beside()).toEqual([]);
  });

  it('takes up what a process left that was killed before the replacement', async () => {
    const accepts = [await host.sha256()];
    const { copy } = (await write('500', { accepts })) as { readonly copy: string };
    host.put(TEXT);
    writeFileSync(copy.replace(/bak$/, 'new'), 'half of it');
    expect(await write('500', { accepts: [await host.sha256()] })).toMatchObject({
      after: { MAX: { text: '500' } },
    });
    expect(host.content()).toBe(TEXT.replace('300', '500'));
    expect(host.beside()).toEqual(['bak']);
  });

  it('fills a secret in, and tells only fingerprints', async () => {
    const one = { name: 'TOKEN', key: 'TOKEN', to: [{ secret: 'NEW' }], kind: 'text', secret: true };
    const told = await write('', { changes: [one] });
    expect(host.content()).toContain("TOKEN='value of NEW'");
    expect(JSON.stringify(told)).not.toMatch(/old"|value of/);
    expect(told).toMatchObject({
      before: { TOKEN: { secret: true, text: expect.stringMatching(/^[0-9a-f]{12}$/) as string } },
    });
  });

  it('is refused where a secret is not what the runbook demands, and does not show it', async () => {
    const one = { name: 'TOKEN', key: 'TOKEN', to: [{ secret: 'NEW' }], kind: 'text', secret: true };
    const demanding = (pattern: string) =>
      write('', { changes: [{ ...one, rule: { type: 'text', pattern } }] });
    const refusal = refused('setting.unwritable', 'a value of type text, must match sk-[a-z]{40}');
    await expect(demanding('sk-[a-z]{40}')).rejects.toMatchObject(refusal);
    await expect(demanding('sk-[a-z]{40}')).rejects.not.toThrow('value of NEW');
    expect(host.content()).toBe(TEXT);
    await demanding('value of [A-Z]+');
    expect(host.content()).toContain("TOKEN='value of NEW'");
  });

  it.each([
    ['TOKEN', 'postgres://shop:hunter2@db/shop'],
    ['RPC', 'https://rpc.example.com/v2/a1B2c3D4e5F6a7B8c9D0e1F2'],
    ['BOT', 'xoxb-123456789012'],
    ['K', JSON.stringify(Array.from({ length: 64 }, (_, index) => index))],
  ])('tells a fingerprint of what looks like a secret, whatever it is called: %s', async (key, secret) => {
    host.put(`${key}='${secret}'\n`);
    const seen = await host.call('read', { keys: [{ name: key, key, secret: false }] });
    expect(JSON.stringify(seen)).not.toContain(secret.slice(-9));
    expect(seen).toMatchObject({ values: { [key]: { secret: true } } });
  });

  it('is made in the folders of its own system alone', async () => {
    await expect(write('500', {}, { system: 'other' })).rejects.toMatchObject(
      refused('setting.not-writable', 'no folder'),
    );
  });

  it('keeps a byte order mark', async () => {
    host.put(`\ufeff${TEXT}`);
    const { copy } = (await write('500')) as { readonly copy: string };
    expect(host.content()).toBe(`\ufeff${TEXT.replace('300', '500')}`);
    expect(readFileSync(copy, 'utf8')).toBe(`\ufeff${TEXT}`);
  });
});

describe('what a step has changed', () => {
  const restore = ({ changes, run }: ReturnType<typeof changing>) =>
    host.call('restore', { changes, run, step: 'back', attempt: 1, of: 'set' });
  const change = changing('MAX', '500');

  it('is put back with its quotes, and nothing else is', async () => {
    await write('500');
    host.put(`${host.content()}NEW=1\r\n`);
    expect(await restore(change)).toMatchObject({
      after: { MAX: { text: '300' } },
      copy: expect.anything() as string,
    });
    expect(host.content()).toBe(`${TEXT}NEW=1\r\n`);
    expect(await restore(change)).toMatchObject({ copy: null });
  });

  it('is left alone where somebody has changed it since', async () => {
    await write('500');
    host.put(host.content().replace('500', '400').replace('old', 'other'));
    await expect(restore(change)).rejects.toMatchObject(
      refused('setting.not-put-back', 'Somebody has changed MAX'),
    );
  });

  it('is nothing where the step has changed nothing', async () => {
    expect(await restore(change)).toMatchObject({ copy: null });
    expect(host.content()).toBe(TEXT);
  });

  it('is taken away where it was added', async () => {
    const added = changing('ADDED', '1', { add: true });
    host.put('A=1');
    await host.call('write', { ...added, accepts: [await host.sha256()] });
    expect(host.content()).toBe('A=1\nADDED=1\n');
    await restore(added);
    expect(host.content()).toBe('A=1\n');
  });

  it('is put back of a secret, whose new value nobody has to know', async () => {
    const secret = changing('TOKEN', [{ secret: 'NEW' }]);
    await host.call('write', { ...secret, accepts: [await host.sha256()] });
    await restore(secret);
    expect(host.content()).toBe(TEXT);
  });
});
