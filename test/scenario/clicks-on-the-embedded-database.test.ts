import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { writtenPolicy } from '../../src/approval/policy.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/load.ts';
import { freePort } from '../support/fault/free-port.ts';
import { BOT_TOKEN, type FakeSlack, openFakeSlack, SIGNING_SECRET } from '../support/slack/fake-slack.ts';
import { addUser, CHANNEL, TEAM } from '../support/slack/state.ts';

const CLICKS = 100;
const REQUESTS = 10;
const SLACK_WAITS_MS = 3_000;
const voters = Array.from({ length: CLICKS }, (_, n) => `v${n}`);
const idOf = (voter: number): string => `U0V${String(voter).padStart(6, '0')}`;

const RUNBOOK = `
runbook: rush
title: A rush of votes
source: none
policies:
  all: { groups: [{ of: [voters], quorum: ${CLICKS / REQUESTS} }] }
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

let folder: string;
let slack: FakeSlack;
let app: App;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-rush-'));
  const port = await freePort();
  slack = await openFakeSlack('http', () => `http://127.0.0.1:${port}/slack/events`);
  for (const [n, name] of voters.entries()) addUser(slack.state, idOf(n), name);
  await mkdir(join(folder, 'runbooks', 'rush'), { recursive: true });
  await writeFile(join(folder, 'runbooks', 'rush', 'rush.yaml'), RUNBOOK);
  const people = voters.map((name, n) => `  ${name}: { name: Voter ${n}, accounts: { slack: ${idOf(n)} } }`);
  const settings = `
environment: rush
runbooks: runbooks
people:
  asker: { name: Asker, accounts: { slack: U0ANA0001 } }
${people.join('\n')}
roles:
  voters: { members: [${voters.join(', ')}] }
systems:
  rush: { workdir: . }
platforms:
  slack: { workspaces: { main: { team: ${TEAM} } } }
`;
  await writeFile(join(folder, 'keyturn.yaml'), settings);
  const config = await loadConfig({
    env: {
      KEYTURN_CONFIG: join(folder, 'keyturn.yaml'),
      KEYTURN_HOME: join(folder, 'home'),
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      HTTP_ADDR: `127.0.0.1:${port}`,
    },
    cwd: folder,
    policy: writtenPolicy,
  });
  app = await createApp({ config, clock: systemClock, log: pino({ level: 'silent' }) });
  await app.start();
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Where the button that approves stands on each request's card. */
function buttons(): { ts: string; action: string }[] {
  return slack.state.messages.flatMap(({ ts, blocks }) => {
    const elements = blocks.flatMap((block) => (block.elements ?? []) as { action_id?: string }[]);
    const approve = elements.find((one) => JSON.stringify(one).includes('"Approve"'));
    return approve?.action_id === undefined ? [] : [{ ts, action: approve.action_id }];
  });
}

it('acknowledges a hundred clicks before Slack gives up on one, while it works on all of them', async () => {
  const place = { platform: 'slack', workspace: TEAM, channel: CHANNEL } as const;
  for (let n = 0; n < REQUESTS; n += 1) {
    await app.runs.propose({ action: 'rush:nothing', params: { n: String(n) }, requester: 'asker', place });
  }
  await expect.poll(() => buttons().length).toBe(REQUESTS);
  const shown = buttons();
  const answers = await Promise.all(
    voters.map(async (_, n) => {
      const button = shown[n % REQUESTS];
      if (button === undefined) throw new Error('a request has no button');
      return slack.people.click(idOf(n), CHANNEL, button.ts, button.action);
    }),
  );
  const waits = answers.map(({ afterMs }) => afterMs).sort((a, b) => a - b);
  expect(waits.filter((ms) => ms >= SLACK_WAITS_MS)).toEqual([]);
  await expect.poll(votes).toBe(CLICKS);
});

/** Votes by different people, summed over the requests. */
async function votes(): Promise<number> {
  return app.db.read(async (reader) => {
    const all = await app.approvals.list(reader, { limit: REQUESTS });
    const views = await Promise.all(all.map(({ id }) => app.approvals.get(reader, id)));
    return views.reduce((sum, view) => sum + new Set(view?.votes.map(({ by }) => by.id)).size, 0);
  });
}
