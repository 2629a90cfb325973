import { record } from '../audit/service.ts';
import type { Clock } from '../clock.ts';
import { OpsError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Reader, Tx } from '../store/database.ts';
import { cut } from '../values/cut.ts';
import { atMost } from '../waiting/at-most.ts';
import type { Background } from '../waiting/background.ts';
import { waitAtMost } from '../waiting/wait-at-most.ts';
import { CHANNEL, type Guest, OPEN_CHANNEL, type Opening, type OpeningWish } from './channel.ts';
import { wantedAgainEntry, wantedEntry } from './entries.ts';
import { listGuests, resolveGuests } from './guests.ts';
import { channelName } from './name.ts';
import type { StoredOpening } from './opening.ts';
import { createWork, type WorkDeps } from './service/work.ts';
import {
  idOfKey,
  insertOpening,
  isOpenedHere,
  leftOpenings,
  readOpening,
  releaseOpenings,
  reopen,
  type Spot,
} from './store.ts';
import { viewOf } from './view.ts';

export interface ChannelDeps extends WorkDeps {
  readonly clock: Clock;
  readonly background: Pick<Background, 'begin'>;
  readonly people: WorkDeps['people'] & Pick<People, 'authorize'>;
  /** How long a person waits for all platforms, in ms; what is not open then goes on without them. Default: 10 s. */
  readonly patienceMs?: number;
}

/** Opening a channel for a piece of work on every platform at once. */
export interface Channels {
  /**
   * Opens it for `by` and the people that are named, wherever channels can be opened. What fails in one place is
   * answered, and stops no other. @throws OpsError when it is refused, or people are named that nobody knows
   */
  open(by: Principal, wish: OpeningWish): Promise<Opening>;
  /** Does what an opening did not achieve yet. @throws OpsError for whoever may not see it */
  again(by: Principal, id: string): Promise<Opening>;
  /** Whom one can name: people and roles of the settings. */
  guests(): Promise<readonly Guest[]>;
  /** Whether Keyturn opened this channel. */
  isOpened(spot: Spot): Promise<boolean>;
  /** Begins to finish what another process left unfinished. */
  sweep(): Promise<void>;
  /** For a database that this process has to itself: whoever worked on an opening is gone. */
  abandonLeases(): Promise<void>;
}

const PATIENCE_MS = 10_000;
const SWEEP_EVERY_MS = 5_000;
const AT_ONCE = 10;

/**
 * Opens channels on every platform at once. What is wanted is stored and logged before anything is done, and each
 * outcome after it; every step finds what an earlier try did, so a crash in between leaves nothing open twice.
 */
export function createChannels(deps: ChannelDeps): Channels {
  const { db, host, people, clock, background, patienceMs = PATIENCE_MS } = deps;
  const work = createWork(deps);
  const few = atMost(AT_ONCE);
  let sweepAt = clock.elapsed();

  async function authorize(reader: Reader, by: Principal): Promise<void> {
    const decision = await people.authorize(reader, by, OPEN_CHANNEL);
    if (decision.effect === 'deny') throw new OpsError(decision.refusal);
  }

  async function want(tx: Tx, by: Principal, wish: OpeningWish): Promise<string> {
    await authorize(tx, by);
    const id = newId(CHANNEL.prefix);
    const key = wish.key ?? id;
    const people = await resolveGuests(tx, deps.people, by, wish.people);
    const sites = host.sites();
    if (sites.length === 0) throw nowhere();
    const { about, private: isPrivate } = wish;
    const name = wish.name.trim();
    // Refused here once, and not by each platform.
    channelName(name);
    const opening = {
      id,
      name,
      about,
      private: isPrivate,
      openedBy: by.id,
      openedAt: await tx.now(),
      people,
    };
    if (!(await insertOpening(tx, { ...opening, key }, sites))) {
      const standing = await idOfKey(tx, key);
      if (standing === undefined) throw new Error(`the opening of ${key} is gone`);
      return standing;
    }
    const stored = await readOpening(tx, id);
    if (stored === undefined) throw new Error(`the opening ${id} was not stored`);
    await record(tx, wantedEntry(stored));
    return id;
  }

  /** A platform that does not answer keeps nobody from what is open on the others, nor from giving other commands. */
  async function workFor(id: string): Promise<void> {
    const done = work(id);
    background.begin(`channel ${id}`, () => done);
    await waitAtMost(patienceMs, done);
  }

  async function result(id: string): Promise<Opening> {
    return db.read(async (reader) => {
      const stored = await readOpening(reader, id);
      if (stored === undefined) throw unknownOpening(id);
      return viewOf(reader, people, stored);
    });
  }

  return {
    async open(by, wish) {
      const id = await db.transact((tx) => want(tx, by, wish));
      await workFor(id);
      return result(id);
    },
    async again(by, id) {
      await db.transact(async (tx) => {
        await authorize(tx, by);
        const opening = await readOpening(tx, id);
        if (opening === undefined || !maySee(opening, by)) throw unknownOpening(id);
        const now = await tx.now();
        if (await reopen(tx, id, now)) await record(tx, wantedAgainEntry(id, by.id, now));
      });
      await workFor(id);
      return result(id);
    },
    isOpened: (spot) => db.read((reader) => isOpenedHere(reader, spot)),
    guests: () => db.read((reader) => listGuests(reader, people)),
    async sweep() {
      const now = clock.elapsed();
      if (now < sweepAt) return;
      sweepAt = now + SWEEP_EVERY_MS;
      const left = await db.read(async (reader) => leftOpenings(reader, await reader.now(), AT_ONCE));
      for (const id of left) background.begin(`channel ${id}`, () => few(() => work(id)));
    },
    abandonLeases: () => db.transact(releaseOpenings),
  };
}

function maySee({ private: isPrivate, people }: StoredOpening, { id }: Principal): boolean {
  return !isPrivate || people.includes(id);
}

function nowhere(): OpsError {
  return new OpsError({
    code: 'channel.nowhere',
    what: 'No channel was opened.',
    why: 'No platform of the settings opens channels.',
    next: 'Connect Discord (with platforms.discord.guild) or Slack, or use the console.',
  });
}

function unknownOpening(id: string): OpsError {
  return new OpsError({
    code: 'channel.unknown',
    what: `There is no channel "${cut(id, 60)}" that you could see.`,
    why: 'It was never opened by Keyturn, or it is private and you are not in it.',
    next: 'Open one with /ops channel open.',
  });
}
