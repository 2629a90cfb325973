import { changed } from '../../setting-file/change.ts';
import type { Format } from '../../setting-file/format.ts';
import { FORMATS } from '../../setting-file/formats.ts';
import { openSettingFile, type SettingFile } from '../../setting-file/open.ts';
import { type Shown, shownScalar } from '../../setting-file/shown.ts';
import type { Io } from '../integration.ts';
import { fillSecrets } from '../secret-text.ts';
import { changedSince, otherFile } from './failure.ts';
import type { WriteInput } from './input.ts';
import { replaceFile } from './replace.ts';
import { standingOf, sweep, tracesOf } from './traces.ts';

/** What became of a file: what its keys said and say, by their names in the runbook. */
export interface Written {
  readonly path: string;
  /** Of the file as it is now. */
  readonly sha256: string;
  readonly before: Readonly<Record<string, Shown>>;
  readonly after: Readonly<Record<string, Shown>>;
  /** Where the file as it was before stands; null: there was nothing to change. */
  readonly copy: string | null;
}

/**
 * Changes keys of a file, all of them at once. What an earlier attempt has done is found and not done again.
 * @throws OpsError when the file is not what it may be, or the change cannot be made: then nothing has changed; or when somebody has
 *   changed the same keys after an earlier attempt.
 */
export async function write(input: WriteInput, folders: readonly string[], io: Io): Promise<Written> {
  const file = await io.aside(() => openSettingFile(input.file, folders));
  const traces = tracesOf(file.path, input.run, input.step);
  const format = FORMATS[input.format];
  const wanted = input.changes.map((one) => ({ ...one, to: fillSecrets(one.to, io) }));
  if (standingOf(traces) === 'replaced') {
    refuseOthers(file, format, wanted);
    const old = await io.aside(() => openSettingFile(traces.copy, folders));
    return told(old, file, input, traces.copy);
  }
  io.begin();
  sweep(traces);
  if (!input.accepts.includes(file.sha256)) throw otherFile(file.path);
  const text = wanted.reduce((before, one) => changed(before, format, { ...one, add: input.add }), file.text);
  if (text === file.text) return told(file, file, input, null);
  await replaceFile(file, text, traces, io);
  return told(file, await openSettingFile(input.file, folders), input, traces.copy);
}

function refuseOthers(
  { path, text }: SettingFile,
  format: Format,
  wanted: readonly { readonly key: string; readonly to: string }[],
): void {
  for (const { key, to } of wanted) if (format.find(text, key)?.text !== to) throw changedSince(path, key);
}

export function told(
  old: SettingFile,
  { path, text, sha256 }: SettingFile,
  { format, changes }: Pick<WriteInput, 'format' | 'changes'>,
  copy: string | null,
): Written {
  const says = (in_: string) =>
    Object.fromEntries(
      changes.map(({ name, key, secret }) => [
        name,
        shownScalar(path, key, FORMATS[format].find(in_, key), secret),
      ]),
    );
  return { path, sha256, before: says(old.text), after: says(text), copy };
}
