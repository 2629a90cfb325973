import { basename } from 'node:path';
import { formatDuration } from '../../../../duration.ts';
import { showHidden } from '../../../plan/hidden-characters.ts';
import { describeLateText, describeSecretText } from '../../../plan/text.ts';
import type { EncryptSpec, FileSpec, Listed, PruneSpec, RotateSpec, Surrounded } from './spec.ts';

/** So many names stand at the first look; the rest behind them. */
const BRIEF_NAMES = 15;

/** What it does in one line: no more than is known before anybody asks. */
function titleOf(spec: FileSpec): string {
  switch (spec.does) {
    case 'archive':
      return `puts ${basename(spec.from)} into the archive ${basename(spec.to)}`;
    case 'encrypt':
      return `encrypts ${basename(spec.from)} as ${basename(spec.to)}`;
    case 'copy':
    case 'sync':
      return `copies ${basename(spec.from)} to ${spec.to}`;
    case 'prune':
      return `deletes old files in ${basename(spec.folder)}`;
    case 'rotate':
      return `sets ${basename(spec.file)} aside as ${basename(spec.file)}.1`;
    case 'checksum':
      return spec.is === null
        ? `takes the SHA-256 of ${basename(spec.file)}`
        : `compares ${basename(spec.file)} with a SHA-256`;
  }
}

/** What must be seen at the first look. */
export function briefFile(spec: FileSpec): readonly string[] {
  if (spec.does === 'rotate') return [titleOf(spec), ...shortened(fallingLines(spec))];
  if (spec.does !== 'prune') return [titleOf(spec), ...readersOf(spec)];
  return [titleOf(spec), ...whichOf(spec), ...shortened(listLines(spec.planned?.files))];
}

function shortened(lines: readonly string[]): readonly string[] {
  const more = lines.length - BRIEF_NAMES;
  return [...lines.slice(0, BRIEF_NAMES), ...(more > 0 ? [`and ${more} more, listed below`] : [])];
}

/** What people approve, a line each. */
export function describeFile(spec: FileSpec): readonly string[] {
  const title = [titleOf(spec), ...readersOf(spec)];
  switch (spec.does) {
    case 'prune':
      return [titleOf(spec), ...whichOf(spec), ...listLines(spec.planned?.files), `in ${spec.folder}`];
    case 'rotate':
      return [
        ...title,
        ...fallingLines(spec),
        `file: ${spec.file}`,
        `at most ${spec.keep} that were set aside stay`,
      ];
    case 'checksum':
      return [
        ...title,
        `file: ${spec.file}`,
        ...(spec.is === null ? [] : [`must be ${describeLateText(spec.is)}`]),
      ];
    case 'copy':
      return [...title, `from: ${spec.from}`, ...madeLines(spec.to)];
    case 'sync':
      return [
        ...title,
        `from: ${spec.from}`,
        'by rsync, which is asked afterwards what is left',
        ...around(spec),
      ];
    case 'archive':
      return [
        ...title,
        `from: ${spec.from}`,
        ...(spec.matching === null ? [] : [`only files that fit ${spec.matching}`]),
        ...madeLines(spec.to),
        'by tar, which must be able to list it',
        ...around(spec),
      ];
    case 'encrypt':
      return [...title, `from: ${spec.from}`, ...madeLines(spec.to), `by ${spec.with}`, ...around(spec)];
  }
}

function madeLines(to: string): readonly string[] {
  return [`to: ${to}`, 'under its name only when it is whole, and over no other file'];
}

function readersOf(spec: FileSpec): readonly string[] {
  return spec.does === 'encrypt' ? [`only ${readerOf(spec)} can read it`] : [];
}

function readerOf({ recipient }: EncryptSpec): string {
  return 'is' in recipient ? recipient.is : `whoever has the key to ${recipient.file}`;
}

function whichOf({ matching, olderThanMs, keep, planned }: PruneSpec): readonly string[] {
  const old = olderThanMs === null ? '' : `, changed more than ${formatDuration(olderThanMs)} ago`;
  const kept = keep === null ? '' : `; the newest ${keep} stay`;
  const counted = planned === undefined ? '' : `: ${planned.files.length} go, ${planned.stay} stay`;
  return [`those that fit ${matching}${old}${kept}${counted}`];
}

function fallingLines({ planned }: RotateSpec): readonly string[] {
  const lines = listLines(planned?.falls);
  return lines.length === 0 ? [] : ['deletes what is too much then:', ...lines];
}

function listLines(files: readonly Listed[] = []): readonly string[] {
  return files.map(({ name, bytes, changedAt }) => {
    const size = `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`;
    return `- ${showHidden(name)} (${size}, ${new Date(changedAt).toISOString().slice(0, 16)}Z)`;
  });
}

function around({ cwd, path, env }: Surrounded): readonly string[] {
  return [
    `in ${cwd}`,
    ...path.map((folder) => `programs first from ${folder}`),
    ...Object.entries(env).map(([name, text]) => `${name}=${describeSecretText(text)}`),
  ];
}
