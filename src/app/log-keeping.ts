import { join } from 'node:path';
import { replayRequest } from '../approval/replay.ts';
import { REQUEST } from '../approval/request.ts';
import { requestTables } from '../approval/service/against-log.ts';
import { listRequests } from '../approval/store.ts';
import { announceCheckpoints } from '../audit/announce.ts';
import { type Authority, authorityOf } from '../audit/authority.ts';
import { missingAsUndefined } from '../audit/files.ts';
import { nameOf } from '../audit/keys.ts';
import type { Signer, Verifier } from '../audit/note.ts';
import { checkpointFile, retainedFile } from '../audit/retained.ts';
import { createSequencer, type Sequencer } from '../audit/sequencer.ts';
import { loadFormerKeys, loadSigner } from '../audit/signing-key.ts';
import { mayBeSealed, takeOver } from '../audit/takeover.ts';
import type { Replayers } from '../audit/verify/chain-walk.ts';
import type { Tables } from '../audit/verify/tables.ts';
import type { Config } from '../config/config.ts';
import { onDisk } from '../config/disk.ts';
import { readRegularText } from '../files/regular-file.ts';
import { replayFreeze } from '../freeze/entries.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../log.ts';
import { peopleTables } from '../people/service/against-log.ts';
import { replayRun } from '../runbook/run/replay.ts';
import { RUN } from '../runbook/run/run.ts';
import { runTables } from '../runbook/run/service/against-log.ts';
import { runsStillRunning } from '../runbook/run/still-running/store.ts';
import { listRuns } from '../runbook/run/store.ts';
import { replayOccurrence } from '../schedule/entries.ts';
import type { Database, Tx } from '../store/database.ts';

/** A chat channel gets at most one checkpoint in this span; the file gets all of them. */
const PUBLISH_EVERY_MS = 3_600_000;
/** Requests and runs under way at once. */
const MOST_LIVE = 10_000;

/** How the entries of a chain are checked against the rules of their room, by the first word of the chain. */
export const replayers: Replayers = {
  request: replayRequest,
  run: replayRun,
  freeze: replayFreeze,
  occurrence: replayOccurrence,
};

/** What is compared with the log, row by row. */
export const tables: Tables = {
  byChain: { request: requestTables, run: runTables },
  whole: [peopleTables],
};

/** Where the checkpoints that were signed here are kept, beside the database. */
export function checkpointsFile(home: string): string {
  return join(home, 'checkpoints.txt');
}

export async function readCheckpoints(home: string): Promise<string | undefined> {
  return readRegularText(checkpointsFile(home)).catch(missingAsUndefined);
}

export interface LogKeeping {
  readonly sequencer: Sequencer;
  readonly verifier: Verifier;
  /** Keys that were retired on purpose, newest first. */
  readonly former: readonly Verifier[];
  readonly authority: Authority;
}

/** The key of the log, and what shows that an entry was written with it. */
export interface LogKey {
  readonly signer: Signer;
  readonly authority: Authority;
}

export async function openLogKey({ home, environment, log }: Config): Promise<LogKey> {
  const signer = await loadSigner({ home, given: log.key?.reveal(), origin: log.origin, environment });
  return { signer, authority: authorityOf(signer) };
}

/** The loop that seals the log. The log is taken over by the key first, if it was not. */
export async function openLogKeeping(
  config: Config,
  { signer, authority }: LogKey,
  db: Database,
  jobs: Jobs,
  log: Logger,
): Promise<LogKeeping> {
  const { home } = config;
  const former = await loadFormerKeys(home);
  const takeover = await takeOver({
    db,
    authority,
    key: nameOf(signer.verifier),
    file: join(home, 'log.since'),
    live: liveChains,
  });
  const kept = retainedFile(join(home, 'last.checkpoint'));
  const published = checkpointFile(checkpointsFile(home));
  const onHome = <T>(work: () => Promise<T>): Promise<T> =>
    onDisk(home, `The head of the log was not written in ${home}.`, work);
  const sequencer = createSequencer({
    db,
    signer,
    former,
    admits: (reader, entry) => mayBeSealed(reader, authority, takeover, entry),
    retained: { read: () => onHome(kept.read), write: (note) => onHome(() => kept.write(note)) },
    publish: (checkpoint) => onHome(() => published(checkpoint)),
    ...(config.log.publish === null ? {} : { announce: announceCheckpoints(jobs, PUBLISH_EVERY_MS) }),
    log,
    intervalMs: config.timing.checkpointIntervalMs,
  });
  return { sequencer, verifier: signer.verifier, former, authority };
}

/** What is under way when the log is taken over: it goes on as it stands. */
async function liveChains(tx: Tx): Promise<readonly string[]> {
  const requests = await listRequests(tx, { live: true, limit: MOST_LIVE });
  const runs = await listRuns(tx, { live: true, limit: MOST_LIVE });
  const keepingLocks = await runsStillRunning(tx, MOST_LIVE);
  return [
    'people',
    ...requests.map(({ request }) => REQUEST.subject(request.id)),
    ...new Set([...runs.map(({ id }) => id), ...keepingLocks].map(RUN.subject)),
  ];
}
