import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { type App, createApp } from '../src/app.ts';
import { writtenPolicy } from '../src/approval/policy.ts';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config/load.ts';
import { freePort } from '../test/support/fault/free-port.ts';
import {
  BOT_TOKEN,
  type FakeSlack,
  openFakeSlack,
  SIGNING_SECRET,
} from '../test/support/slack/fake-slack.ts';
import { addUser, CHANNEL, TEAM } from '../test/support/slack/state.ts';
import { atMost, exactly, type Figure } from './figure.ts';
import { percentile, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';
import { bareVotes } from './votes.ts';

const PER_SECOND = 200;
const SECONDS = 30;
const CLICKS = PER_SECOND * SECONDS;
const REQUESTS = 400;
// One more than come: no request ends.
const QUORUM = CLICKS / REQUESTS + 1;
// So many that nobody clicks faster than one account may.
const VOTERS = 300;
const P99_MS = 500;
const WORST_MS = 2_500;
/** What counting the burst may take after its last click, in times of the same votes bare. */
const BEHIND = 6;
const GIVE_UP_MS = 300_000;

const idOf = (voter: number): string => `U0V${String(voter).padStart(6, '0')}`;
const voters = Array.from({ length: VOTERS }, (_, n) => `v${n}`);

const RUNBOOK = `
runbook: bench
title: Actions of the benchmark
source: none
policies:
  all: { groups: [{ of: [voters], quorum: ${QUORUM} }] }
actions:
  nothing:
    title: Do nothing
    source: L1
    risk: high
    approval: all
    params: { n: { type: integer, required: true, description: Makes each request another one } }
    steps:
      - shell: { run: ['true'] }
        effect: pure
`;

/** The whole program and a burst of votes by button over HTTP: all that a click causes is done meanwhile. */
export async function benchBurst(server: BenchServer, other: BenchServer): Promise<Figure[]> {
  const floor = await bareSeconds(other);
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-bench-'));
  const port = await freePort();
  const slack = await openFakeSlack('http', () => `http://127.0.0.1:${port}/slack/events`);
  for (const [n, name] of voters.entries()) addUser(slack.state, idOf(n), name);
  const app = await openApp(folder, server.url, slack, port);
  const buttons = await openRequests(app, slack);

  const samples: number[] = [];
  const clicks: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < CLICKS; n += 1) {
    const wait = startedAt + (n * 1_000) / PER_SECOND - performance.now();
    if (wait > 1) await sleep(wait);
    const button = buttons[n % REQUESTS];
    if (button === undefined) throw new Error('a request has no button');
    // Each voter meets each request at most once, and clicks less than once a second.
    const voter = ((n % REQUESTS) + 7 * Math.floor(n / REQUESTS)) % VOTERS;
    clicks.push(timed(slack.people.click(idOf(voter), CHANNEL, button.ts, button.action), samples));
  }
  const lastAt = performance.now();
  await Promise.all(clicks);
  const counted = await countVotes(app);
  const behind = (performance.now() - lastAt) / 1_000;
  await app.stop();
  await slack.close();
  await rm(folder, { recursive: true, force: true });

  const what = `burst of ${PER_SECOND} votes a second for ${SECONDS} s on Slack over HTTP`;
  const [p50, p99, worst] = [percentile(samples, 0.5), percentile(samples, 0.99), Math.max(...samples)];
  return [
    { what: `${what}: acknowledgement p50`, unit: 'ms', value: p50 },
    {
      what: `${what}: acknowledgement p99`,
      unit: 'ms',
      value: p99,
      promise: atMost(P99_MS),
    },
    {
      what: `${what}: slowest acknowledgement`,
      unit: 'ms',
      value: worst,
      promise: atMost(WORST_MS),
    },
    {
      what: `${what}: votes counted, each once`,
      unit: 'count',
      value: counted,
      promise: exactly(CLICKS),
    },
    {
      what: `${what}: last click to last vote counted (floor: the statements of these votes)`,
      unit: 's',
      value: behind,
      floor,
      promise: atMost(BEHIND, 'floor'),
    },
  ];
}

async function timed(click: Promise<{ status: number }>, samples: number[]): Promise<void> {
  const before = performance.now();
  const { status } = await click;
  if (status !== 200) throw new Error(`a click was answered with ${status}`);
  samples.push(performance.now() - before);
}

async function openApp(folder: string, databaseUrl: string, slack: FakeSlack, port: number): Promise<App> {
  await mkdir(join(folder, 'runbooks', 'bench'), { recursive: true });
  await writeFile(join(folder, 'runbooks', 'bench', 'bench.yaml'), RUNBOOK);
  const people = voters.map((name, n) => `  ${name}: { name: Voter ${n}, accounts: { slack: ${idOf(n)} } }`);
  const settings = `
environment: bench
runbooks: runbooks
people:
  asker: { name: Asker, accounts: { slack: U0ANA0001 } }
${people.join('\n')}
roles:
  voters: { members: [${voters.join(', ')}] }
systems:
  bench: { workdir: . }
platforms:
  slack: { workspaces: { main: { team: ${TEAM} } } }
`;
  await writeFile(join(folder, 'keyturn.yaml'), settings);
  const config = await loadConfig({
    env: {
      KEYTURN_CONFIG: join(folder, 'keyturn.yaml'),
      KEYTURN_HOME: join(folder, 'home'),
      DATABASE_URL: databaseUrl,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      HTTP_ADDR: `127.0.0.1:${port}`,
    },
    cwd: folder,
    policy: writtenPolicy,
  });
  const app = await createApp({ config, clock: systemClock, log: pino({ level: 'error' }) });
  await app.start();
  return app;
}

/** Where the button that approves stands on each request's card. */
async function openRequests(app: App, { state }: FakeSlack) {
  const place = { platform: 'slack', workspace: TEAM, channel: CHANNEL } as const;
  for (let n = 0; n < REQUESTS; n += 1) {
    await app.runs.propose({ action: 'bench:nothing', params: { n: String(n) }, requester: 'asker', place });
  }
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const buttons = state.messages.flatMap(({ ts, blocks }) => {
      const elements = blocks.flatMap((block) => (block.elements ?? []) as { action_id?: string }[]);
      const approve = elements.find((one) => JSON.stringify(one).includes('"Approve"'));
      return approve?.action_id === undefined ? [] : [{ ts, action: approve.action_id }];
    });
    if (buttons.length >= REQUESTS) return buttons;
    if (performance.now() > giveUpAt) throw new Error(`only ${buttons.length} cards were posted`);
    await sleep(100);
  }
}

/** How long the statements of so many votes take with nothing around them, in seconds. */
async function bareSeconds(server: BenchServer): Promise<number> {
  const bare = await bareVotes(server);
  await throughput(await bare.ward.open(500), 8, bare.vote);
  const { perSecond } = await throughput(await bare.ward.open(2_000), 8, bare.vote);
  await bare.close();
  return CLICKS / perSecond;
}

/** Votes, of which a person has one a request, once all are there. */
async function countVotes(app: App): Promise<number> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    const [row] = (await app.db.read((reader) =>
      reader.run('select count(*) as counted from approval_vote', []),
    )) as { counted: string }[];
    const counted = Number(row?.counted);
    if (counted >= CLICKS || performance.now() > giveUpAt) return counted;
    await sleep(200);
  }
}
