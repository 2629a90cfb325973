import { basename } from 'node:path';
import type { Json } from '../../../../canonical.ts';
import type { Shown } from '../../../../setting-file/shown.ts';
import { cut } from '../../../../values/cut.ts';
import { readNumber } from '../../../../values/number.ts';
import { showHidden } from '../../../plan/hidden-characters.ts';
import { describeSecretText } from '../../../plan/text.ts';
import { ruleInWords } from '../../../plan/value.ts';
import type { ChangeSpec, SetSpec, SettingSpec } from './spec.ts';

const SHOWN_CHARACTERS = 200;

/** A value for later steps, with its type; of a secret its fingerprint. */
export function shownValue(shown: Shown): Json {
  if (shown === null || shown.kind === 'null') return null;
  if (shown.secret) return shownWords(shown);
  if (shown.kind === 'boolean') return shown.text === 'true';
  if (shown.kind === 'integer' || shown.kind === 'number') return readNumber(shown.text) ?? shown.text;
  return shown.text;
}

/** A value for people. */
export function shownWords(shown: Shown): string {
  if (shown === null) return 'nothing';
  return shown.secret ? `fingerprint ${shown.text}` : words(shown.text);
}

/** A text whose end is seen, and in which nothing hides. */
function words(text: string): string {
  const isClear = /^[\x21-\x7e]+$/.test(text) && text.length <= SHOWN_CHARACTERS;
  return isClear ? text : showHidden(JSON.stringify(cut(text, SHOWN_CHARACTERS)));
}

/** What a step does in one line: no more than is known before anybody asks. */
export function settingTitle(spec: SettingSpec): string {
  switch (spec.does) {
    case 'set':
      return `sets ${spec.changes.map(({ key }) => key).join(', ')} in ${basename(spec.file)}`;
    case 'read':
      return `reads ${spec.keys.map(({ key }) => key).join(', ')} in ${basename(spec.file)}`;
    case 'restore':
      return `puts back what ${spec.of.step} has changed`;
  }
}

/** The lines that say what changes. */
export function changeLines(spec: SettingSpec): readonly string[] {
  switch (spec.does) {
    case 'set':
      return spec.changes.map((change) => changeLine(change, spec));
    case 'read':
      return [];
    case 'restore':
      return (spec.change?.changes ?? []).map(
        ({ name, key }) => `${key}: back to ${shownWords(spec.change?.planned?.values[name] ?? null)}`,
      );
  }
}

function changeLine({ name, key, to, rule }: ChangeSpec, { planned }: SetSpec): string {
  const now = planned === undefined ? '' : `${shownWords(planned.values[name] ?? null)} -> `;
  const wanted = to.every((piece) => typeof piece === 'string') ? words(to.join('')) : describeSecretText(to);
  const rules = rule === undefined ? [] : ruleInWords(rule);
  return `${key}: ${now}${wanted}${rules.length === 0 ? '' : ` (${rules.join(', ')})`}`;
}

/** The lines for a second look. */
export function settingDetails(spec: SettingSpec): readonly string[] {
  const change = spec.does === 'restore' ? spec.change : spec;
  const place =
    change === undefined ? [] : [`file: ${change.file} (${change.format ?? 'of a format that nobody says'})`];
  if (spec.does === 'restore')
    return [...place, 'from the copy that the step leaves, and only what nobody has changed since'];
  if (spec.does === 'read') return place;
  const { planned, add } = spec;
  return [
    ...place,
    ...(add ? ['a key that it lacks is added at its end'] : []),
    ...(planned === undefined ? [] : boundLines(planned)),
    'what it was stays as a copy beside it; its mode, its owner and links to it stay',
  ];
}

function boundLines({ path, sha256, after }: NonNullable<SetSpec['planned']>): readonly string[] {
  const left = after.length === 0 ? '' : `, or as ${after.join(' or ')} left it`;
  return [`changed only as it is now: ${basename(path)} ${sha256.slice(0, 8)}${left}`];
}
