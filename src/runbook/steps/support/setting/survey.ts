import { OpsError } from '../../../../errors.ts';
import { changed } from '../../../../setting-file/change.ts';
import { FORMATS, type FormatName } from '../../../../setting-file/formats.ts';
import { openSettingFile, type SettingFile } from '../../../../setting-file/open.ts';
import { type Shown, shownScalar } from '../../../../setting-file/shown.ts';
import type { Surroundings } from '../../step.ts';
import { kindOfRule, problemOf } from './rule.ts';
import type { ChangeSpec, SetSpec, SettingSpec } from './spec.ts';

/** A step of the plan before this one, of the same kind. */
interface EarlierStep {
  readonly id: string;
  readonly spec: SettingSpec;
}

/**
 * What a step finds where it would change something: what stands there now is part of what is approved.
 * @throws OpsError when the change could not be made as things stand.
 */
export async function surveySetting(
  spec: SettingSpec,
  earlier: readonly EarlierStep[],
  { writable, redact }: Pick<Surroundings, 'writable' | 'redact'>,
): Promise<SettingSpec> {
  switch (spec.does) {
    case 'read':
      return spec;
    case 'restore':
      return { ...spec, change: changeOf(spec.of.step, earlier) };
    case 'set': {
      for (const change of spec.changes) refuseValue(change);
      const file = await openSettingFile(spec.file, writable);
      rehearse(spec, file);
      return { ...spec, planned: plannedOf(spec, file, earlier, redact) };
    }
  }
}

function changeOf(step: string, earlier: readonly EarlierStep[]): SetSpec {
  const found = earlier.find(({ id }) => id === step)?.spec;
  if (found?.does === 'set') return found;
  throw new OpsError({
    code: 'plan.setting',
    what: 'The action was not planned.',
    why: `Nothing can be put back of ${step}: it is no earlier step that sets something.`,
    next: 'Ask the author of the runbook to name the step under `restore`.',
  });
}

function refuseValue({ name, rule, to }: ChangeSpec): void {
  const text = plainText(to);
  const problem =
    text === undefined ? undefined : (fingerprintIn(name, text) ?? (rule && problemOf(name, rule, text)));
  if (problem === undefined) return;
  throw new OpsError({
    code: 'plan.setting',
    what: 'The action was not planned.',
    why: problem.message,
    next: problem.suggestion,
  });
}

/** A fingerprint is handed on in the place of a secret like any other value, and nothing works with it. */
function fingerprintIn(name: string, text: string) {
  if (!/^fingerprint [\da-f]{12}$/.test(text)) return undefined;
  return {
    message: `${name}: what it is to become is the fingerprint of a secret, and not its value.`,
    suggestion: 'Let a step put it back with `restore`, or take the value from where secrets are kept.',
  };
}

/** A value that is known before the step runs; undefined where a secret stands in it. */
function plainText(to: ChangeSpec['to']): string | undefined {
  return to.every((piece) => typeof piece === 'string') ? to.join('') : undefined;
}

/** Makes the change and throws it away: what would be refused when it runs is refused before anybody approves it. */
function rehearse(spec: SetSpec, { text }: SettingFile): void {
  const format = FORMATS[formatOf(spec)];
  spec.changes.reduce((before, { key, to, rule }) => {
    const known = plainText(to) ?? format.find(before, key)?.text ?? '';
    return changed(before, format, { key, to: known, kind: kindOfRule(rule), add: spec.add });
  }, text);
}

function plannedOf(
  spec: SetSpec,
  { path, text, sha256 }: SettingFile,
  earlier: readonly EarlierStep[],
  redact: Surroundings['redact'],
): NonNullable<SetSpec['planned']> {
  const format = FORMATS[formatOf(spec)];
  const values = spec.changes.map(({ name, key, secret }) => [
    name,
    withoutSecrets(shownScalar(path, key, format.find(text, key), secret), redact),
  ]);
  const after = earlier.flatMap(({ id, spec: other }) => (pathOf(other) === path ? [id] : []));
  return { path, sha256, values: Object.fromEntries(values), after };
}

/** No secret has it. Behind it nothing of a value has been cut off: what only begins like a secret is none. */
const END_OF_VALUE = '\uE000';

/** A secret of the settings may stand inside the value of a key whose name does not tell. */
function withoutSecrets(shown: Shown, redact: Surroundings['redact']): Shown {
  if (shown === null || shown.secret) return shown;
  const text = redact(`${shown.text}${END_OF_VALUE}`).replace(END_OF_VALUE, '');
  return text === shown.text ? shown : { kind: 'text', text };
}

/** Where the file is that a step changes; undefined for one that only looks. */
function pathOf(spec: SettingSpec): string | undefined {
  if (spec.does === 'read') return undefined;
  return (spec.does === 'set' ? spec : spec.change)?.planned?.path;
}

/** @throws OpsError where neither the name of the file nor the author tells. */
export function formatOf({
  file,
  format,
}: {
  readonly file: string;
  readonly format: FormatName | null;
}): FormatName {
  if (format !== null) return format;
  throw new OpsError({
    code: 'plan.setting',
    what: 'The setting was not touched.',
    why: `The name of ${file} does not tell how it is written.`,
    next: `Ask the author of the runbook to write \`format: dotenv\`, yaml, json or toml.`,
  });
}
