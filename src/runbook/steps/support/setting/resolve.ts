import { resolve } from 'node:path';
import { formatByName } from '../../../../setting-file/formats.ts';
import { mayNameSecret } from '../../../../values/secret-name.ts';
import { textOf } from '../../../plan/frame-scope.ts';
import { isGiven, placeholdersOf } from '../../../plan/template.ts';
import { secretText } from '../../../plan/text.ts';
import type { Scope } from '../../step.ts';
import { problemOf } from './rule.ts';
import type { ChangeSpec, KeySpec, SettingSpec } from './spec.ts';
import { ruleOf, type Wanted, type Written } from './written.ts';

/** Fills in the values of a plan, as far as they are known before the file is looked at. */
export function resolveSetting(given: Written, scope: Scope): SettingSpec {
  const { set, read, restore } = given;
  if (restore !== undefined) {
    // Only a step of this kind leaves a copy.
    const of = scope.at('restore').result({ step: restore, path: ['copy'] });
    return { does: 'restore', of };
  }
  const file = resolve(scope.workdir, scope.at('file').fixed(given.file ?? '', 'the path of a file'));
  const format = given.format ?? formatByName(file) ?? null;
  scope.target(`file:${file}`);
  const keyOf = (name: string, key = format === 'dotenv' || format === null ? name : `/${name}`): string =>
    key;
  if (read !== undefined)
    return {
      does: 'read',
      file,
      format,
      keys: Object.entries(read).map(([name, one]) => keySpec(name, one)),
    };
  const changes = Object.entries(set ?? {}).map(([name, one]) => {
    const wanted: Wanted = isWanted(one) ? one : { to: one };
    const at = isWanted(one) ? scope.at('set', name, 'to') : scope.at('set', name);
    return resolveChange(name, keyOf(name, wanted.key), wanted, isWanted(one), at);
  });
  return { does: 'set', file, format, changes, add: given.missing === 'add' };
}

function isWanted(one: NonNullable<Written['set']>[string]): one is Wanted {
  return typeof one === 'object' && 'to' in one;
}

function keySpec(name: string, one: NonNullable<Written['read']>[string]): KeySpec {
  const { key, secret } = typeof one === 'string' ? { key: one, secret: undefined } : one;
  return { name, key, secret: secret ?? mayNameSecret(lastName(key)) };
}

function lastName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function resolveChange(name: string, key: string, wanted: Wanted, isRuled: boolean, at: Scope): ChangeSpec {
  const template = typeof wanted.to === 'string' ? wanted.to : textOf(wanted.to);
  const placeholders = placeholdersOf(template);
  const fromSecret = placeholders.some(({ scope }) => scope === 'secrets');
  const secret = wanted.secret ?? (fromSecret || mayNameSecret(lastName(key)));
  if (secret && placeholders.some(isGiven))
    at.wrong({
      message: `${key} is a secret, and people would type it into the chat.`,
      suggestion: 'Take the value from `{{ secrets.NAME }}`; or write `secret: false`, if it is none.',
    });
  const rule = isRuled && (wanted.type !== undefined || isBounded(wanted)) ? ruleOf(wanted) : undefined;
  if (rule !== undefined && placeholders.length === 0) {
    const problem = problemOf(name, rule, template);
    if (problem !== undefined) at.wrong(problem);
  }
  return { name, key, to: secretText(template, at), secret, ...(rule === undefined ? {} : { rule }) };
}

function isBounded({ pattern, maxLength }: Wanted): boolean {
  return pattern !== undefined || maxLength !== undefined;
}
