import { type Json, sha256Hex } from '../../canonical.ts';
import { changed } from '../../setting-file/change.ts';
import type { Format } from '../../setting-file/format.ts';
import { FORMATS } from '../../setting-file/formats.ts';
import { openSettingFile, type SettingFile } from '../../setting-file/open.ts';
import { unwritable } from '../../setting-file/problem.ts';
import { type Shown, shownScalar } from '../../setting-file/shown.ts';
import type { Io } from '../integration.ts';
import { fillSecrets } from '../secret-text.ts';
import { changedSince, otherFile } from './failure.ts';
import type { WriteInput } from './input.ts';
import { replaceFile } from './replace.ts';
import { leftBy, sweep, tracesOf } from './traces.ts';

/** What became of a file: what its keys said and say, by their names in the runbook. */
export type Written = {
  readonly path: string;
  /** Of the file as it was left. */
  readonly sha256: string;
  readonly before: Readonly<Record<string, Shown>>;
  readonly after: Readonly<Record<string, Shown>>;
  /** Where the file as it was before stands; null: there was nothing to change. */
  readonly copy: string | null;
};

/** What a value had to be that a rule does not take, in words that do not show it; undefined: it takes it. */
export type Demanded = (rule: Json, text: string) => string | undefined;

interface Wanted {
  readonly key: string;
  readonly to: string;
  readonly kind: WriteInput['changes'][number]['kind'];
  readonly rule?: Json | undefined;
}

/**
 * Changes keys of a file, all of them at once. What an earlier attempt has done is found and not done again.
 * @throws OpsError when the file is not what it may be, or the change cannot be made: then nothing has changed; or when somebody has
 *   changed the same keys after an earlier attempt.
 */
export async function write(
  input: WriteInput,
  folders: readonly string[],
  demanded: Demanded,
  io: Io,
): Promise<Written> {
  const file = await io.aside(() => openSettingFile(input.file, folders));
  const left = leftBy(file.path, input.run, input.step);
  const format = FORMATS[input.format];
  const wanted = input.changes.map((one) => ({ ...one, to: fillSecrets(one.to, io) }));
  if (left.copy !== null) {
    const { copy } = left;
    refuseOthers(file, format, wanted);
    const old = await io.aside(() => openSettingFile(copy, folders));
    return told(old, file, input, copy);
  }
  io.begin();
  left.traces.forEach(sweep);
  if (!input.accepts.includes(file.sha256)) throw otherFile(file.path);
  refuseUnfit(wanted, demanded);
  const text = wanted.reduce((before, one) => changed(before, format, { ...one, add: input.add }), file.text);
  return replaced(file, text, input, io);
}

/**
 * Puts a text in the place of a file, and tells what has become of its keys: what cannot be told is refused before, and nothing is looked
 * at again afterwards, when it is somebody else's to change.
 */
export async function replaced(
  file: SettingFile,
  text: string,
  input: Pick<WriteInput, 'format' | 'changes' | 'run' | 'step' | 'attempt'>,
  io: Io,
): Promise<Written> {
  if (text === file.text) return told(file, file, input, null);
  const sha256 = sha256Hex(file.mark + text);
  const traces = tracesOf(file.path, input.run, input.step, input.attempt);
  const written = told(file, { ...file, text, sha256 }, input, traces.copy);
  await replaceFile(file, text, traces, io);
  return written;
}

function refuseOthers({ path, text }: SettingFile, format: Format, wanted: readonly Wanted[]): void {
  for (const { key, to } of wanted) if (format.find(text, key)?.text !== to) throw changedSince(path, key);
}

function refuseUnfit(wanted: readonly Wanted[], demanded: Demanded): void {
  for (const { key, to, rule } of wanted) {
    const what = rule === undefined ? undefined : demanded(rule, to);
    if (what === undefined) continue;
    throw unwritable(
      `The value that ${key} is to have is not what the runbook demands: ${what}.`,
      'Ask an administrator whether the secret was set whole, without blanks and line breaks; then ask again.',
    );
  }
}

/** What a change of a file is told by: its keys before and after. @throws OpsError for a value that nobody can be told. */
export function told(
  old: SettingFile,
  { path, text, sha256 }: Pick<SettingFile, 'path' | 'text' | 'sha256'>,
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
