import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replayRequest } from '../approval/replay.ts';
import { announceCheckpoints } from '../audit/announce.ts';
import type { Verifier } from '../audit/note.ts';
import { checkpointFile, retainedFile } from '../audit/retained.ts';
import { createSequencer, type Sequencer } from '../audit/sequencer.ts';
import { loadFormerKeys, loadSigner } from '../audit/signing-key.ts';
import type { Replayers } from '../audit/verify/chain-walk.ts';
import type { Config } from '../config/config.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../log.ts';
import type { Database } from '../store/database.ts';

/** A chat channel gets at most one checkpoint in this span; the file gets all of them. */
const PUBLISH_EVERY_MS = 3_600_000;

/** How the entries of a chain are checked against the rules of their room, by the first word of the chain. */
export const replayers: Replayers = { request: replayRequest };

/** Where the checkpoints that were signed here are kept, beside the database. */
export function checkpointsFile(home: string): string {
  return join(home, 'checkpoints.txt');
}

export async function readCheckpoints(home: string): Promise<string | undefined> {
  return readFile(checkpointsFile(home), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

export interface LogKeeping {
  readonly sequencer: Sequencer;
  readonly verifier: Verifier;
  /** Keys that were retired on purpose, newest first. */
  readonly former: readonly Verifier[];
}

/** The key and the loop that seal the log. */
export async function openLogKeeping(
  config: Config,
  db: Database,
  jobs: Jobs,
  log: Logger,
): Promise<LogKeeping> {
  const { home } = config;
  const signer = await loadSigner({ home, given: config.log.key?.reveal(), origin: config.log.origin });
  const former = await loadFormerKeys(home);
  const sequencer = createSequencer({
    db,
    signer,
    former,
    retained: retainedFile(join(home, 'last.checkpoint')),
    publish: checkpointFile(checkpointsFile(home)),
    ...(config.log.publish === null ? {} : { announce: announceCheckpoints(jobs, PUBLISH_EVERY_MS) }),
    log,
    intervalMs: config.timing.checkpointIntervalMs,
  });
  return { sequencer, verifier: signer.verifier, former };
}
