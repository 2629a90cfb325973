import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { layEmptyEmbedded } from '../support/embedded-template.ts';
import { type BotProcess, startBot } from '../support/fault/bot-process.ts';
import { freePort } from '../support/fault/free-port.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const open: { server?: Server; bot?: BotProcess; folder?: string; sockets: Set<Socket> } = {
  sockets: new Set(),
};
afterEach(async () => {
  await open.bot?.kill();
  for (const socket of open.sockets) socket.destroy();
  open.server?.close();
  if (open.folder !== undefined) await rm(open.folder, { recursive: true, force: true });
});

/** Where connections are accepted and nothing is ever answered. */
async function silence(): Promise<string> {
  const server = createServer((socket) => void open.sockets.add(socket.on('error', () => {})));
  open.server = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

interface Ready {
  readonly ready: boolean;
  readonly problems: readonly string[];
  readonly survived: Readonly<Record<string, number>>;
}

async function started(environment: Readonly<Record<string, string>>, platforms: string) {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-silent-'));
  open.folder = folder;
  await writeFile(
    join(folder, 'keyturn.yaml'),
    `environment: test\nrunbooks: runbooks\npeople: {}\nplatforms: ${platforms}\n`,
  );
  await layEmptyEmbedded(join(folder, 'home', 'database'));
  const health = `127.0.0.1:${await freePort()}`;
  const bot = startBot({
    KEYTURN_CONFIG: join(folder, 'keyturn.yaml'),
    KEYTURN_HOME: join(folder, 'home'),
    HEALTH_ADDR: health,
    ...environment,
  });
  open.bot = bot;
  const ask = (path: string) =>
    fetch(`http://${health}${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return { bot, ask, readiness: async () => (await (await ask('/readyz')).json()) as Ready };
}

it('5.29 platforms that accept and never answer hold up no start, and health names each at once', async () => {
  const nowhere = await silence();
  const { bot, ask, readiness } = await started(
    {
      DISCORD_TOKEN: 'MTIz.abc.def',
      DISCORD_API_URL: nowhere,
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: 'secret',
      SLACK_API_URL: `${nowhere}/`,
    },
    '{ discord: { guild: "123456789012345678" }, slack: { workspaces: { main: { team: T024BE7LD } } } }',
  );
  await expect
    .poll(() =>
      ask('/livez').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  await bot.ready;
  let began = performance.now();
  await ask('/livez');
  const floor = performance.now() - began;
  began = performance.now();
  const { ready, problems } = await readiness();
  // On a machine where an answer that says nothing takes long, this one may, too.
  expect(performance.now() - began).toBeLessThan(Math.max(1_000, 20 * floor));
  expect(ready).toBe(false);
  expect(problems.join('\n')).toMatch(/discord/i);
  expect(problems.join('\n')).toMatch(/slack/i);
});

it('5.29 a failure that nobody waited for is logged, counted and survived by the whole program', async () => {
  const later =
    'setInterval(() => process.listenerCount("unhandledRejection") > 0 && Promise.reject(new Error("nobody waits")), 500)';
  const { bot, readiness } = await started(
    { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(later)}` },
    `{ console: { addr: "127.0.0.1:${await freePort()}" } }`,
  );
  await bot.ready;
  await expect.poll(async () => (await readiness()).survived.process ?? 0).toBeGreaterThan(1);
  expect(bot.output()).toContain('nobody waits');
  expect((await readiness()).ready).toBe(true);
});
