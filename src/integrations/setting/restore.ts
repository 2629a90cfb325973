import { putBack, spliced } from '../../setting-file/change.ts';
import type { Format } from '../../setting-file/format.ts';
import { FORMATS } from '../../setting-file/formats.ts';
import { openSettingFile } from '../../setting-file/open.ts';
import type { Io } from '../integration.ts';
import { notPutBack } from './failure.ts';
import type { RestoreInput } from './input.ts';
import { leftBy, sweep } from './traces.ts';
import { replaced, told, type Written } from './write.ts';

/**
 * Puts back what a step of the same run has changed, from the copy that it left: the values with their quotes, and nothing else of the
 * file. Where that step has changed nothing, neither does this.
 * @throws OpsError when somebody has changed a key since.
 */
export async function restore(input: RestoreInput, folders: readonly string[], io: Io): Promise<Written> {
  const file = await io.aside(() => openSettingFile(input.file, folders));
  const theirs = leftBy(file.path, input.run, input.of);
  const mine = leftBy(file.path, input.run, input.step);
  const { copy } = theirs;
  if (copy === null) {
    io.begin();
    // What was only prepared must not take the place of the file any more.
    theirs.traces.forEach(sweep);
    return told(file, file, input, null);
  }
  if (mine.standing === 'replaced') return told(file, file, input, null);
  io.begin();
  mine.traces.forEach(sweep);
  const old = await io.aside(() => openSettingFile(copy, folders));
  return replaced(file, restored(file.path, file.text, old.text, input), input, io);
}

function restored(path: string, now: string, old: string, { format: name, changes }: RestoreInput): string {
  const format = FORMATS[name];
  const keys = changes.map(({ key }) => key);
  const isAllOurs = without(now, format, keys) === without(old, format, keys);
  let text = now;
  for (const { key, to } of changes) {
    const found = format.find(now, key)?.text;
    if (found === format.find(old, key)?.text) continue;
    const isOurs = isAllOurs || (to.every((piece) => typeof piece === 'string') && found === to.join(''));
    if (!isOurs) throw notPutBack(path, key);
    text = putBack(text, format, key, old);
  }
  return text;
}

/** A text but for the values of some keys. */
function without(text: string, format: Format, keys: readonly string[]): string {
  const { remove } = format;
  if (remove !== undefined) return keys.reduce((left, key) => remove(left, key), text).trimEnd();
  return keys
    .flatMap((key) => format.find(text, key) ?? [])
    .toSorted((one, other) => other.start - one.start)
    .reduce((left, place) => spliced(left, place, ''), text);
}
