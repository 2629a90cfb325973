import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Console } from '../../../src/bot/platforms/console/console.ts';
import { clientOf, type WireMessage } from '../../support/console/client.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { keyturn } from './run-cli.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `npm run …` in a folder, as somebody types it. */
function npmRun(folder: string, ...args: readonly string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  return new Promise((resolve, reject) => {
    execFile('npm', ['run', '-s', ...args], { cwd: folder, env: { PATH, HOME } }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${stdout}\n${stderr}`));
    });
  });
}

describe('keyturn init', () => {
  it('makes a folder whose runbook and settings are sound, and says what next', async () => {
    const home = emptyFolder();
    const made = await keyturn(home, "init 'my operations'");
    expect(made).toMatchObject({ code: 0, complaints: '' });
    expect(made.text).toContain('runbooks/shop/runbook.yaml');
    expect(made.text).toContain("cd 'my operations'");
    expect(made.text).toContain('npm start');
    const folder = join(home, 'my operations');
    expect(await npmRun(folder, 'lint')).toMatch(/^shop: valid, 2 actions/);
    expect(await npmRun(folder, 'plan', '--', 'shop:cache/clear', '-p', 'reason=stale')).toContain(
      'scripts/cache.mjs --clear',
    );
    for (const file of ['keyturn.yaml', 'runbooks/shop/runbook.yaml']) {
      const [, schema = ''] =
        /^# yaml-language-server: \$schema=(.*)$/m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
      expect(JSON.parse(readFileSync(new URL(schema), 'utf8'))).toMatchObject({
        $schema: expect.any(String),
      });
    }
  });

  it('makes it in a folder that exists, beside what is there', async () => {
    const home = emptyFolder();
    writeFileSync(join(home, 'notes.txt'), 'mine');
    expect((await keyturn(home, 'init .')).text).not.toContain('  cd ');
    expect(readFileSync(join(home, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await npmRun(home, 'lint')).toContain('valid');
  });

  it('writes nothing at all where one of its files is there, and says which', async () => {
    const home = emptyFolder();
    writeFileSync(join(home, 'keyturn.yaml'), 'people: {}');
    const refused = await keyturn(home, 'init .');
    expect(refused.code).toBe(1);
    expect(refused.complaints).toContain('already holds keyturn.yaml');
    expect(refused.complaints).toContain('Name another folder');
    expect(readdirSync(home)).toEqual(['keyturn.yaml']);
    expect(readFileSync(join(home, 'keyturn.yaml'), 'utf8')).toBe('people: {}');
  });

  it('follows no link of the name of one of its files', async () => {
    const home = emptyFolder();
    symlinkSync(join(home, 'elsewhere'), join(home, 'README.md'));
    expect((await keyturn(home, 'init .')).complaints).toContain('already holds README.md');
    expect(readdirSync(home)).toEqual(['README.md']);
  });

  it('says that a folder cannot be written, and what was', async () => {
    const home = emptyFolder();
    writeFileSync(join(home, 'runbooks'), 'a file where a folder has to be');
    const refused = await keyturn(home, 'init .');
    expect(refused.code).toBe(1);
    expect(refused.complaints).toContain('Only keyturn.yaml was written.');
  });
});

describe('a folder that keyturn init made', () => {
  const home = mkdtempSync(join(tmpdir(), 'keyturn-init-'));
  const folder = join(home, 'ops');
  let bot: ChildProcess;
  let url: string;
  beforeAll(async () => {
    await keyturn(home, 'init ops');
    const settings = join(folder, 'keyturn.yaml');
    const port = await freePort();
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('4310', String(port)));
    url = `http://127.0.0.1:${port}`;
    const { PATH, HOME } = process.env;
    const addresses = {
      HTTP_ADDR: `127.0.0.1:${await freePort()}`,
      HEALTH_ADDR: `127.0.0.1:${await freePort()}`,
    };
    bot = spawn('npm', ['start'], {
      cwd: folder,
      env: { PATH, HOME, ...addresses },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    let said = '';
    bot.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until('it is ready', () => said.includes('ready'));
    expect(said).toContain(url);
  });
  afterAll(async () => {
    if (bot.pid !== undefined) process.kill(-bot.pid, 'SIGTERM');
    await once(bot, 'exit');
    rmSync(home, { recursive: true, force: true });
  });

  it('leads to an approved action on the console as it stands', async () => {
    const platform = { url } as Console;
    const [ana, ben] = [clientOf(platform, 'ana'), clientOf(platform, 'ben')];
    const seen = (who: typeof ana, text: string) =>
      until(text, async () =>
        (await who.messages('ops')).findLast((message) => JSON.stringify(message).includes(text)),
      );
    await ana.post('/command', { channel: 'ops', path: ['shop', 'show'], options: {} });
    await seen(ana, 'entries: 3');
    await ana.post('/command', {
      channel: 'ops',
      path: ['shop', 'clear'],
      options: { reason: 'stale prices' },
    });
    const card = await seen(ben, 'Approval needed: Clear the cache');
    const approve = buttonsOf(card).find(({ label }) => label === 'Approve');
    await ben.post('/click', { message: card.id, nonce: approve?.nonce });
    await seen(ana, 'Carried out');
    expect(readFileSync(join(folder, 'system', 'cache.json'), 'utf8')).toBe('[]\n');
  });
});

function buttonsOf({ body }: WireMessage): readonly { readonly label: string; readonly nonce: string }[] {
  const controls = body?.type === 'card' ? body.card.controls : [];
  return controls.flatMap((control) => (control.type === 'button' ? [control] : []));
}

async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`in vain: ${what}`);
    await sleep(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
