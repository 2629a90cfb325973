import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../postgres-server.ts';
import type { BotProcess } from '../bot-process.ts';
import type { Network } from '../network.ts';
import { LEASE_MS } from '../settings.ts';
import type { World } from '../world.ts';

/** How many of each fault. */
export interface Dose {
  /** Processes that serve are ended as `kill -9` does. */
  readonly kills: number;
  /** Processes that serve stand still (SIGSTOP) for longer than a lease. */
  readonly sleeps: number;
  /** The database's server is ended as `kill -9` does. */
  readonly crashes: number;
  /** Nothing comes through between the processes and the database, and nothing is closed. */
  readonly freezes: number;
}

/** @param text `kills,sleeps,crashes,freezes` */
export function doseOf(text: string): Dose {
  const counts = text.split(',').map(Number);
  if (counts.length !== 4 || !counts.every((count) => Number.isSafeInteger(count) && count >= 0))
    throw new Error(`"${text}" is no storm: write kills,sleeps,crashes,freezes, for example 200,50,50,10`);
  const [kills = 0, sleeps = 0, crashes = 0, freezes = 0] = counts;
  return { kills, sleeps, crashes, freezes };
}

export interface Storm {
  /** What was done so far, and what happened by itself. */
  readonly done: Dose & { readonly killsAtStart: number; readonly endedByThemselves: number };
  /** Until both processes served at first, before any fault. */
  readonly startMs: number;
  /** Everything that the processes wrote, the oldest first. */
  outputs(): readonly string[];
  /** Does it all; afterwards both processes serve. */
  rage(): Promise<void>;
}

export interface StormDeps {
  readonly world: World;
  readonly server: PostgresServer;
  readonly network: Network;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
}

const FREEZE_MS = 6_000;
const SLEEP_MS = LEASE_MS * 1.5;
/** A process that serves is left alone for so long at most. */
const LIFE_MS = 1_500;
/** Between two faults of the server, at most. */
const CALM_MS = 1_500;
/** Which part of those that were killed is killed again while it starts. */
const AGAIN = 0.15;

type Fault = keyof Dose;

/** One of two places in which a process runs: whatever ends there is started again, as a supervisor does. */
interface Seat {
  readonly index: number;
  bot: BotProcess;
  serves: boolean;
}

/** Two processes, each of which meets one fault after another, and a server that meets its own meanwhile. */
export async function prepareStorm(
  dose: Dose,
  { world, server, network, random }: StormDeps,
): Promise<Storm> {
  const done = { kills: 0, sleeps: 0, crashes: 0, freezes: 0, killsAtStart: 0, endedByThemselves: 0 };
  const started: BotProcess[] = [];
  const ofProcesses = shuffled([...fill('kills', dose.kills), ...fill('sleeps', dose.sleeps)], random);
  const ofServer = shuffled([...fill('crashes', dose.crashes), ...fill('freezes', dose.freezes)], random);
  const total = { processes: ofProcesses.length, server: ofServer.length };
  const startedAt = performance.now();
  const seats = [await sit(0), await sit(1)];
  await Promise.all(seats.map(serve));
  const startMs = performance.now() - startedAt;

  async function launch(index: number): Promise<BotProcess> {
    const bot = await world.launch({ index });
    started.push(bot);
    return bot;
  }

  async function sit(index: number): Promise<Seat> {
    return { index, bot: await launch(index), serves: false };
  }

  /** Until its process serves. A start that falls into a fault ends, and is tried again. */
  async function serve(seat: Seat): Promise<void> {
    for (;;) {
      const { bot } = seat;
      if (await isReady(bot)) {
        if (!seat.serves) void bot.gone.then(() => noticeEnd(seat, bot));
        seat.serves = true;
        return;
      }
      seat.bot = await launch(seat.index);
    }
  }

  function noticeEnd(seat: Seat, bot: BotProcess): void {
    if (seat.bot !== bot || !seat.serves) return;
    seat.serves = false;
    done.endedByThemselves += 1;
  }

  async function kill(seat: Seat): Promise<void> {
    seat.serves = false;
    await seat.bot.kill();
    seat.bot = await launch(seat.index);
  }

  async function meet(seat: Seat, fault: Fault): Promise<void> {
    if (fault === 'sleeps') {
      seat.bot.signal('SIGSTOP');
      await sleep(SLEEP_MS);
      seat.bot.signal('SIGCONT');
      done.sleeps += 1;
      return;
    }
    await kill(seat);
    done.kills += 1;
    if (random() >= AGAIN) return;
    await sleep(random() * LIFE_MS);
    await kill(seat);
    done.killsAtStart += 1;
  }

  async function hit(seat: Seat): Promise<void> {
    for (let fault = ofProcesses.shift(); fault !== undefined; fault = ofProcesses.shift()) {
      await serve(seat);
      await sleep(random() * LIFE_MS);
      await meet(seat, fault);
    }
    await serve(seat);
  }

  /** The server's faults keep pace with those of the processes, and wait until one of these works again. */
  async function hitServer(): Promise<void> {
    for (let fault = ofServer.shift(); fault !== undefined; fault = ofServer.shift()) {
      const ahead = () =>
        ofServer.length * total.processes < ofProcesses.length * total.server - total.processes;
      while (ahead() || !seats.some(({ serves }) => serves)) await sleep(20);
      await sleep(random() * CALM_MS);
      if (fault === 'crashes') await server.crash();
      else {
        network.freeze();
        await sleep(FREEZE_MS);
        network.thaw();
      }
      done[fault] += 1;
    }
  }

  return {
    done,
    startMs,
    outputs: () => started.map((bot) => bot.output()),
    async rage() {
      await Promise.all([...seats.map(hit), hitServer()]);
      // The last fault of the server may have ended a start.
      await Promise.all(seats.map(serve));
    },
  };
}

async function isReady(bot: BotProcess): Promise<boolean> {
  return bot.ready.then(
    () => Promise.race([bot.gone.then(() => false), sleep(0, true)]),
    () => false,
  );
}

function fill(fault: Fault, count: number): Fault[] {
  return Array.from({ length: count }, () => fault);
}

function shuffled<T>(items: T[], random: () => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.trunc(random() * left.length), 1)[0] as T);
}
