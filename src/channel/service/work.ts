import type { Logger } from 'pino';
import { record } from '../../audit/service.ts';
import { OpsError, type Refusal } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { People } from '../../people/service.ts';
import type { Database, Tx } from '../../store/database.ts';
import { renewing } from '../../waiting/renewing.ts';
import { failedEntry, openedEntry } from '../entries.ts';
import { accountsThere, type GuestSource } from '../guests.ts';
import type { ChannelHost } from '../host.ts';
import { labelOf, type StoredOpening, type StoredSite } from '../opening.ts';
import { claimOpening, finishOpening, holdLease, readOpening, renewOpening, saveSite } from '../store.ts';
import { viewOf } from '../view.ts';

export interface WorkDeps {
  readonly db: Database;
  readonly log: Logger;
  readonly host: ChannelHost;
  readonly people: GuestSource & Pick<People, 'named'>;
}

/** Renewed while it is worked on: a hundred people who are invited one by one take longer than any fixed time. */
const LEASE_MS = 30_000;

/**
 * Does what an opening still lacks, in all places at once: first the channels, then the card in each, which names the
 * others. Doing it again does no harm, and one process does it at a time.
 */
export function createWork({ db, log, host, people }: WorkDeps): (id: string) => Promise<void> {
  async function work(id: string): Promise<void> {
    const lease = newId('lease');
    const claimed = await db.transact(async (tx) => {
      const now = await tx.now();
      return claimOpening(tx, id, lease, now, new Date(now.getTime() + LEASE_MS));
    });
    if (!claimed) return;
    await renewing(
      LEASE_MS / 3,
      () => renew(id, lease),
      async () => {
        await inAllPlaces(id, lease, 'waiting', openSite);
        await inAllPlaces(id, lease, 'opened', welcome);
      },
    );
    await db.transact(async (tx) => finishOpening(tx, id, lease, await tx.now()));
  }

  async function renew(id: string, lease: string): Promise<void> {
    try {
      await db.read((reader) => renewOpening(reader, id, lease, LEASE_MS));
    } catch (error) {
      log.warn({ err: error, opening: id }, 'the opening of a channel could not be kept');
    }
  }

  async function inAllPlaces(
    id: string,
    lease: string,
    state: StoredSite['state'],
    step: (site: StoredSite, opening: StoredOpening, save: Save) => Promise<void>,
  ): Promise<void> {
    const opening = await db.read((reader) => readOpening(reader, id));
    if (opening === undefined) return;
    const sites = opening.sites.filter((site) => site.state === state);
    await Promise.all(
      sites.map((site) => {
        const save: Save = (change, entry) =>
          db.transact(async (tx) => {
            if (!(await holdLease(tx, id, lease))) return;
            await saveSite(tx, id, site, change);
            await entry?.(tx);
          });
        return step(site, opening, save);
      }),
    );
  }

  async function openSite(site: StoredSite, opening: StoredOpening, save: Save): Promise<void> {
    const label = labelOf(site, opening.sites);
    const failure = `The channel was not opened on ${label}.`;
    try {
      const place = host.at(site, label, failure);
      const there = { platform: site.platform, workspace: place.workspace };
      const { accounts, absent } = await db.read(async (reader) => {
        const guests = [...(await people.named(reader, opening.people)).values()];
        return accountsThere(reader, people, guests, there, label);
      });
      const { uninvited, url, ...open } = await place.open(opening, accounts);
      const channel = { workspaceId: place.workspace, ...open };
      const troubles = [...absent, ...uninvited];
      await save({ ...channel, url, troubles, state: 'opened', cardTrouble: null }, async (tx) =>
        record(tx, openedEntry(opening, site, channel, troubles, await tx.now())),
      );
    } catch (error) {
      const refusal = explain(error, opening, failure);
      const change: Partial<StoredSite> =
        site.channel === null
          ? { state: 'failed', troubles: [refusal] }
          : { state: 'opened', cardTrouble: refusal };
      await save(change, async (tx) => record(tx, failedEntry(opening.id, site, refusal, await tx.now())));
    }
  }

  async function welcome(site: StoredSite, opening: StoredOpening, save: Save): Promise<void> {
    const label = labelOf(site, opening.sites);
    const failure = `The card in the channel on ${label} is not posted and pinned.`;
    try {
      const place = host.at(site, label, failure);
      const view = await db.read((reader) => viewOf(reader, people, opening));
      const here = view.sites[opening.sites.indexOf(site)];
      if (here === undefined) throw new Error('the site is not one of its opening');
      const shown = await place.show(view, here);
      await save(shown);
      if (!site.pinned && shown.message !== null) await place.pin(shown.message);
      await save({ pinned: true, cardTrouble: null });
    } catch (error) {
      await save({ cardTrouble: explain(error, opening, failure) });
    }
  }

  /** A bug in one place stops no other. */
  function explain(error: unknown, { id }: StoredOpening, what: string): Refusal {
    if (error instanceof OpsError) return error.refusal;
    const reference = newId('err');
    log.error({ err: error, reference, opening: id }, 'a channel could not be opened');
    return {
      code: 'channel.broken',
      what,
      why: 'Something failed inside Keyturn.',
      next: `Tell an administrator: "${reference}" finds it in the log.`,
    };
  }

  return work;
}

/** Writes down what became of a site, together with the log's entry about it, unless the lease was lost. */
type Save = (change: Partial<StoredSite>, entry?: (tx: Tx) => Promise<void>) => Promise<void>;
