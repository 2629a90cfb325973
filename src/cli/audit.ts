import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
// The things of the features have ids that can be given here.
import '../app/features.ts';
import { readCheckpoints, replayers, tables } from '../app/log-keeping.ts';
import { openStorage } from '../app/storage.ts';
import { authorityOf } from '../audit/authority.ts';
import { describeChain, describeVerification } from '../audit/cli-report.ts';
import { exportCsv, exportJsonLines } from '../audit/export/export.ts';
import { verifyExport } from '../audit/export/verify-export.ts';
import { parseVerifier, type Verifier } from '../audit/note.ts';
import { showChain } from '../audit/show.ts';
import { existingSigner, loadFormerKeys, parseFormerKeys } from '../audit/signing-key.ts';
import { type Verification, verifyLog } from '../audit/verify/verify.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { messageOf, OpsError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { chainOf } from '../subject.ts';
import { suggestName } from '../written/nearest.ts';
import { settings } from './settings.ts';

const SHOWN_ENTRIES = 5_000;

interface VerifyOptions {
  readonly checkpoint?: string;
  readonly export?: string;
  readonly key?: string;
  readonly former?: string;
}

/** Verifies the database's log, or an exported one. Ends with exit code 1 when anything is wrong. */
export async function verify(options: VerifyOptions, env: Environment): Promise<void> {
  const retained = options.checkpoint === undefined ? undefined : await readText(options.checkpoint);
  const result =
    options.export === undefined
      ? await verifyDatabase(options, retained, env)
      : await verifyExport({
          path: options.export,
          retained,
          replayers,
          ...(options.key !== undefined && { verifier: await readKey(options.key) }),
          ...(options.former !== undefined && { former: await readFormerKeys(options.former) }),
        });
  process.stdout.write(describeVerification(result));
  process.exitCode = result.problems === 0 ? 0 : 1;
}

async function verifyDatabase(
  options: VerifyOptions,
  given: string | undefined,
  env: Environment,
): Promise<Verification> {
  const { home, log } = await settings(env);
  // Whoever names another key has only the public half.
  const signer = options.key === undefined ? await existingSigner(home, log.key?.reveal()) : undefined;
  return withDatabase(env, async (db) =>
    verifyLog({
      db,
      authority: signer && authorityOf(signer),
      verifier: await readKey(options.key ?? join(home, 'log.pub')),
      former:
        options.former === undefined ? await loadFormerKeys(home) : await readFormerKeys(options.former),
      retained: [given, await readCheckpoints(home)].filter((text) => text !== undefined).join('\n'),
      replayers,
      tables,
    }),
  );
}

/** @param of the id of a request or run, or a chain such as `people`. */
export async function show(of: string, env: Environment): Promise<void> {
  const { home } = await settings(env);
  const verifier = await readKey(join(home, 'log.pub'));
  await withDatabase(env, async (db) => {
    const shown = await showChain({ db, verifier, chain: chainOf(of), limit: SHOWN_ENTRIES });
    process.stdout.write(describeChain(shown));
    process.exitCode = shown.entries.length === 0 ? 1 : 0;
  });
}

export async function exportLog({ format }: { format: string }, env: Environment): Promise<void> {
  if (format !== 'jsonl' && format !== 'csv') {
    throw new OpsError({
      code: 'cli.format',
      what: `The log cannot be exported as "${format}".`,
      why: 'There are two formats.',
      next: `${suggestName(format, ['jsonl', 'csv'])} jsonl can be verified without the database.`,
    });
  }
  const { home } = await settings(env);
  await withDatabase(env, async (db) => {
    const lines =
      format === 'csv' ? exportCsv(db) : exportJsonLines(db, await readKey(join(home, 'log.pub')));
    await pipeline(lines, process.stdout, { end: false }).catch(readEnough);
  });
}

/** A reader that has read enough closes the pipe, as `head` does: that is no failure. */
function readEnough(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function withDatabase<T>(env: Environment, work: (db: Database) => Promise<T>): Promise<T> {
  const config = await settings(env);
  const storage = await openStorage(config.database, systemClock);
  try {
    return await work(storage.db);
  } finally {
    await storage.close();
  }
}

async function readKey(path: string): Promise<Verifier> {
  return parseVerifier((await readText(path)).trim());
}

async function readFormerKeys(path: string): Promise<readonly Verifier[]> {
  return parseFormerKeys(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new OpsError(
      {
        code: 'cli.unreadable',
        what: `${path} cannot be read.`,
        why:
          (cause as NodeJS.ErrnoException).code === 'ENOENT'
            ? 'There is no such file.'
            : `${messageOf(cause)}.`,
        next: path.endsWith('log.pub')
          ? 'It is made by the first start.'
          : 'Give the path of a file that exists.',
      },
      { cause },
    );
  }
}
