import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpsError } from '../../../src/errors.ts';
import { lockFolder } from '../../../src/store/lock-file.ts';
import { thisProcess } from '../../../src/store/lock-holder.ts';

const MODULE = fileURLToPath(new URL('../../../src/store/lock-file.ts', import.meta.url));

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'keyturn-lock-')), 'database.lock');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(join(folder, '..'), { recursive: true, force: true });
});

/** Another process that takes the lock, says `held` or `refused`, and stays. */
async function otherProcess(): Promise<{ child: ChildProcess; said: string }> {
  const program = `
    import { lockFolder } from ${JSON.stringify(MODULE)};
    await lockFolder(${JSON.stringify(folder)}).then(() => console.log('held'), (e) => console.log(e.code ?? e.message));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { child, said };
}

async function refusalOf(attempt: Promise<unknown>): Promise<OpsError> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OpsError);
  return error as OpsError;
}

const claim = async (change: object): Promise<void> => {
  await (await lockFolder(folder)).release();
  await writeFile(join(folder, 'claim-0.json'), JSON.stringify({ ...(await thisProcess()), ...change }));
};

describe('the lock of the embedded database', () => {
  it('refuses a second process and says who holds it and what to do', async () => {
    const { child, said } = await otherProcess();
    expect(said).toBe('held');
    const { refusal, code } = await refusalOf(lockFolder(folder));
    expect(code).toBe('database.in-use');
    expect(refusal.why).toContain(`process ${child.pid} on ${hostname()}`);
    expect(refusal.next).toContain('DATABASE_URL');
  });

  it('refuses to open it twice in one process, and again allows it after a release', async () => {
    const first = await lockFolder(folder);
    await refusalOf(lockFolder(folder));
    await first.release();
    await (await lockFolder(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is free again after kill -9', async () => {
    const { child } = await otherProcess();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const lock = await lockFolder(folder);
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    await lock.release();
  });

  it('does not take another process with the same pid for the holder', async () => {
    await claim({ start: 'some-earlier-boot/1' });
    const lock = await lockFolder(folder);
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    await lock.release();
  });

  it('does not guess about a process on another machine', async () => {
    await claim({ host: 'elsewhere' });
    const { refusal } = await refusalOf(lockFolder(folder));
    expect(refusal.why).toContain('elsewhere');
    expect(refusal.next).toContain(`remove ${folder}`);
  });

  it.each(['a', 'a'.repeat(120)])(
    'sees in another container of this host whether it lives, in a folder named %s',
    async (name) => {
      folder = join(folder, '..', name, 'database.lock');
      const { child, said } = await otherProcess();
      expect(said).toBe('held');
      const [own = ''] = (await readdir(folder)).filter((file) => file.endsWith('.json'));
      const held = JSON.parse(await readFile(join(folder, own), 'utf8'));
      // As a container sees the claim of another one: its pid is somebody else's here, or nobody's.
      const elsewhere = {
        ...held,
        pid: 4_194_303,
        start: `${held.start.split('/')[0]}/1`,
        namespace: 'pid:[1]',
      };
      await writeFile(join(folder, own), JSON.stringify(elsewhere));
      expect((await refusalOf(lockFolder(folder))).refusal.why).toContain('in another container');
      child.kill('SIGSTOP');
      expect((await refusalOf(lockFolder(folder))).code).toBe('database.in-use');
      child.kill('SIGKILL');
      await once(child, 'exit');
      await (await lockFolder(folder)).release();
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('does not guess about a process of another container that shows no life', async () => {
    const boot = ((await thisProcess()).start ?? '').split('/')[0];
    await claim({ pid: 4_194_303, start: `${boot}/1`, namespace: 'pid:[1]', shows: false });
    expect((await refusalOf(lockFolder(folder))).code).toBe('database.in-use');
  });

  it('does not guess about a claim that cannot be read', async () => {
    await claim({});
    await writeFile(join(folder, 'claim-0.json'), 'half a cl');
    expect((await refusalOf(lockFolder(folder))).refusal.why).toContain('cannot be read');
    expect(await readFile(join(folder, 'claim-0.json'), 'utf8')).toBe('half a cl');
  });

  it('lets at most one of many through that come at the same moment', async () => {
    const said = await Promise.all(Array.from({ length: 4 }, async () => (await otherProcess()).said));
    expect(said.filter((word) => word === 'held').length).toBeLessThanOrEqual(1);
    expect(said.every((word) => word === 'held' || word === 'database.in-use')).toBe(true);
  });
});
