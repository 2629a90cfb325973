import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresKeeping } from '../support/fault/databases.ts';
import { type Network, openNetwork } from '../support/fault/network.ts';
import { SEED, seeded } from '../support/fault/rounds.ts';
import { doseOf, prepareStorm } from '../support/fault/storm/faults.ts';
import { ask, partIn, startDecider, startLoad } from '../support/fault/storm/people.ts';
import { programsOf } from '../support/fault/storm/programs.ts';
import { isUnderWay, judge, type StormRun } from '../support/fault/storm/verdict.ts';
import { expectIntactLog } from '../support/fault/story.ts';
import { openWorld, type World } from '../support/fault/world.ts';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';

/** Kills, sleeps, crashes and freezes; `npm run faults` asks for more, of what `npm run build` makes. */
const DOSE = doseOf(process.env.KEYTURN_STORM ?? '4,1,1,1');
/** For one fault on a busy machine, with the start of the process that it ended. */
const FAULT_MS = 15_000;
/** What people still have to do when all is over is given up when for so long nothing of it was done. */
const AFTER_MS = 60_000;
/** For one thing that they have to do, on a busy machine; about three for each fault. */
const DECISION_MS = 1_000;

let server: PostgresServer;
let network: Network;
let world: World;

beforeAll(async () => {
  server = await startPostgresServer();
  network = await openNetwork(server.url);
  world = await openWorld(network.url);
});
afterAll(async () => {
  network.thaw();
  await world.close();
  await network.close();
  await server.stop();
});

async function runs(): Promise<readonly StormRun[]> {
  const rows = await postgresKeeping(server.url).query(
    'select plan, state, due_at is null as waits from run where action like $$%rocket/%$$',
  );
  return rows.map(({ plan, state, waits }) => ({
    part: partIn(JSON.stringify(plan)),
    state: String(state),
    waitsForPeople: state === 'unknown' && waits === true,
  }));
}

/** Everything that was asked for and has come to us, whether it runs already or waits for an approval. */
async function arrived(): Promise<ReadonlySet<string>> {
  const requests = await postgresKeeping(server.url).query(
    'select content from approval_request where content like $$%rocket/%$$',
  );
  return new Set([
    ...requests.map(({ content }) => partIn(String(content))),
    ...(await runs()).map(({ part }) => part),
  ]);
}

/** What consoles said about the commands that named these parts and did not come to anything. */
async function told(parts: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await postgresKeeping(server.url).query(
    'select cause, body from console_message where cause is not null',
  );
  const said = new Set(
    rows.filter(({ body }) => body !== null).map(({ cause }) => partIn(JSON.stringify(cause))),
  );
  return new Set(parts.filter((part) => said.has(part)));
}

/** Waits until nothing is left, or until nothing changes any more. @returns milliseconds */
async function untilNone(left: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  for (let before = { count: -1, at: startedAt }; ; await sleep(200)) {
    const count = await left();
    const now = performance.now();
    if (count === 0 || (count === before.count && now - before.at > AFTER_MS)) return now - startedAt;
    if (count !== before.count) before = { count, at: now };
  }
}

/** Requests that wait for their approval, whether or not their cards stand already. */
async function undecided(): Promise<number> {
  const rows = await postgresKeeping(server.url).query(
    `select id from approval_request where content like $$%rocket/%$$ and state in ('pending', 'timelocked', 'ready')`,
  );
  return rows.length;
}

const underWay = async (): Promise<number> => (await runs()).filter(isUnderWay).length;

it(
  `kills, sleeps, crashes and a frozen network double nothing, lose nothing and leave nothing (KEYTURN_FAULT_SEED=${SEED})`,
  async () => {
    const startedAt = performance.now();
    const storm = await prepareStorm(DOSE, {
      world,
      server,
      network,
      random: seeded(SEED),
    });
    const consoles = [await world.visitor(0), await world.visitor(1)];
    const load = startLoad(consoles, world.drilled);
    const decider = startDecider(await world.visitor(0), world.drilled);
    const reporter = setInterval(() => {
      console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s: ${JSON.stringify(storm.done)}`);
    }, 30_000);
    await storm.rage().finally(() => clearInterval(reporter));
    const served = performance.now();
    await Promise.all([decider.stop(), load.stop()]);
    const quietMs = performance.now() - served + (await untilNone(underWay));
    const programs = programsOf(world.folder);

    const settle = () =>
      untilNone(async () => (await decider.lookThrough()) + (await undecided()) + (await underWay()));
    await settle();
    // Whoever reached nobody knows that, and whose command a kill cut off is told to look, and to ask again.
    const known = await arrived();
    const again = load.asked.filter((part) => !known.has(part));
    const knowing = await told(again);
    const lostInSilence = again.filter((part) => load.answered.has(part) && !knowing.has(part));
    for (const [turn, part] of again.entries()) {
      await ask(consoles[turn % 2], part, turn);
      await sleep(700);
    }
    await settle();

    const aftermath = {
      asked: load.asked,
      lostInSilence,
      runs: await runs(),
      effects: world.drilled(),
      programs: [...programs, ...programsOf(world.folder)],
      quietMs,
      startMs: storm.startMs,
      endedByThemselves: storm.done.endedByThemselves,
    };
    const problems = judge(aftermath);
    const figures = {
      ...storm.done,
      ...decider.done,
      seed: SEED,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      runs: aftermath.runs.length,
      effects: aftermath.effects.length,
      askedAgain: again.length,
      unreached: again.filter((part) => !load.answered.has(part)).length,
      quietMs: Math.round(quietMs),
      startMs: Math.round(storm.startMs),
    };
    console.log(`storm: ${JSON.stringify(figures)}`);
    if (problems.length > 0) keepLogs(storm.outputs());
    expect(problems).toEqual([]);
    await expectIntactLog(await world.visitor(0));
  },
  (DOSE.kills + DOSE.sleeps + DOSE.crashes + DOSE.freezes) * (FAULT_MS + 3 * DECISION_MS) + 5 * AFTER_MS,
);

function keepLogs(outputs: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-storm-'));
  for (const [index, text] of outputs.entries()) writeFileSync(join(folder, `${index}.log`), text);
  console.log(`what the processes wrote: ${folder}`);
}
