import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './arguments.ts';
import { type Call, type Script, ScriptFailure } from './script.ts';
import type { BaseState } from './state.ts';
import { readWords } from './words.ts';

const NO_SOURCE = 255;
const RSYNC_PARTIAL = 23;

export const aws: Script<BaseState> = {
  summary: 'Stands for aws: buckets are folders of the plant.',
  words: 's3 sync <folder> <s3://bucket/prefix> [--dryrun] | s3 ls <s3://bucket/prefix>',
  run: (call) => {
    const [service, verb, ...words] = call.words;
    if (service !== 's3') throw new UsageError(`unknown service: ${service}`);
    const { plain, has } = readWords(words, { flags: ['--dryrun', '--recursive'] });
    if (verb === 'ls') return { output: newer(bucket(call, plain[0]), '').join('\n') };
    if (verb !== 'sync') throw new UsageError(`unknown: ${verb}`);
    const [from = '', to = ''] = plain;
    if (!existsSync(from)) {
      throw new ScriptFailure(NO_SOURCE, `The user-provided path ${from} does not exist.`);
    }
    const dry = has('--dryrun');
    const copied = sync(call, { from, to: bucket(call, to), dry });
    const lines = copied.map(
      (name) => `${dry ? '(dryrun) ' : ''}upload: ${join(from, name)} to ${to}${name}`,
    );
    return { output: lines.join('\n') };
  },
};

function bucket({ plant }: Call<BaseState>, address = ''): string {
  if (!address.startsWith('s3://')) throw new UsageError(`no s3:// address: ${address}`);
  return join(plant.folder, 's3', address.slice('s3://'.length));
}

export const rsync: Script<BaseState> = {
  summary: 'Stands for rsync where the machine has none: folder to folder, what is new or changed.',
  words: '-a[v] [--dry-run] <folder>/ <folder>/',
  run: (call) => {
    const { plain, has } = readWords(call.words, { flags: ['-a', '-av', '-avn', '--dry-run', '-n'] });
    const [from = '', to = ''] = plain;
    if (!existsSync(from)) {
      throw new ScriptFailure(
        RSYNC_PARTIAL,
        `rsync: change_dir "${from}" failed: No such file or directory (2)`,
      );
    }
    const copied = sync(call, { from, to, dry: has('--dry-run') || has('-n') || has('-avn') });
    return {
      output: ['sending incremental file list', ...copied, '', `sent ${copied.length} files`].join('\n'),
    };
  },
};

interface Sync {
  readonly from: string;
  readonly to: string;
  readonly dry: boolean;
}

/** Copies what is missing or older there. Answers the names. */
function sync(call: Call<BaseState>, { from, to, dry }: Sync): readonly string[] {
  const names = newer(from, to);
  if (dry) return names;
  for (const [index, name] of names.entries()) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(from, name), join(to, name));
    if (index === 0) call.halfway();
  }
  call.plant.change((_, { effect }) => effect('reports.sync', { files: names.length }));
  return names;
}

/** Files of a folder that another one lacks, or has older. */
function newer(from: string, to: string): readonly string[] {
  if (!existsSync(from)) return [];
  return readdirSync(from)
    .filter((name) => {
      const there = join(to, name);
      if (to === '' || !existsSync(there)) return true;
      return statSync(join(from, name)).mtimeMs > statSync(there).mtimeMs;
    })
    .sort();
}
