import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { defineStep, type StepContext, type StepOutcome } from './step.ts';
import { resolveSetting } from './support/setting/resolve.ts';
import { kindOfRule } from './support/setting/rule.ts';
import {
  changeLines,
  settingDetails,
  settingTitle,
  shownValue,
  shownWords,
} from './support/setting/shown.ts';
import {
  type ChangeSpec,
  type ReadSpec,
  type RestoreSpec,
  type SetSpec,
  type SettingSpec,
  stored,
  storedShown,
} from './support/setting/spec.ts';
import { formatOf, surveySetting } from './support/setting/survey.ts';
import { type Written, written } from './support/setting/written.ts';

const shownByName = z.record(z.string(), storedShown);
const read = z.object({ path: z.string(), sha256: z.string(), values: shownByName });
const changedFile = z.object({
  path: z.string(),
  sha256: z.string(),
  before: shownByName,
  after: shownByName,
  copy: z.string().nullable(),
});
const leftBefore = z.object({ path: z.string(), sha256: z.string() });

/** Changes values in a file of settings, looks at them, or puts back what an earlier step has changed. */
export const setting = defineStep<Written, SettingSpec>({
  kind: 'setting',
  summary: 'Changes single values of a dotenv, YAML, JSON or TOML file, and leaves the rest as it is.',
  written,
  stored,
  defaultEffect: 'probeable',
  effectOf: (given) => (given.read === undefined ? 'probeable' : 'pure'),
  probesItself: true,
  announces: true,
  printed: ['values', 'before', 'after'],
  resultOf({ set, read, restore }) {
    const file = { path: 'always', sha256: 'always' } as const;
    if (read !== undefined) return { ...file, values: allOf(read) };
    const values = set === undefined ? 'anything' : allOf(set);
    // What is put back cannot be put back once more.
    const copy = restore === undefined ? ({ copy: 'anything' } as const) : {};
    return { ...file, ...copy, changed: 'always', before: values, after: values };
  },
  resolve: resolveSetting,
  async survey(spec, { writable, before, redact }) {
    const earlier = before.flatMap(({ id, kind, spec: other }) =>
      kind === 'setting' ? [{ id, spec: stored.parse(other) }] : [],
    );
    return surveySetting(spec, earlier, { writable, redact });
  },
  writesOf: (spec) =>
    spec.does === 'set' ? [spec.file, ...(spec.planned === undefined ? [] : [spec.planned.path])] : [],
  describe: (spec) => [settingTitle(spec), ...changeLines(spec), ...settingDetails(spec)],
  brief: (spec) => [settingTitle(spec), ...changeLines(spec)],
  execute: carryOut,
  async probe(spec, context) {
    if (spec.does === 'read') return carryOut(spec, context);
    const { file } = changeIn(spec);
    const standing = await context.effect('setting', 'standing', {
      file,
      run: context.runId,
      step: context.stepId,
    });
    const reason = 'the file was not replaced';
    if (standing !== 'replaced') return { status: 'failed', reason, next: 'Run the action again.' };
    try {
      return await carryOut(spec, context);
    } catch (error) {
      // It happened, and what stands there now is somebody else's.
      if (error instanceof OpsError) return undefined;
      throw error;
    }
  },
});

function allOf(named: object): Readonly<Record<string, 'always'>> {
  return Object.fromEntries(Object.keys(named).map((name) => [name, 'always']));
}

async function carryOut(spec: SettingSpec, context: StepContext): Promise<StepOutcome> {
  switch (spec.does) {
    case 'read':
      return look(spec, context);
    case 'set':
      return changedBy(context, spec, 'write', { add: spec.add, accepts: [acceptedBy(spec, context)] });
    case 'restore':
      return changedBy(context, changeIn(spec), 'restore', { of: spec.of.step });
  }
}

/** What a step changes that was planned: nobody carries out one that was not. */
function changeIn(spec: SetSpec | RestoreSpec): SetSpec {
  const change = spec.does === 'set' ? spec : spec.change;
  if (change?.planned !== undefined) return change;
  throw new Error('a setting is carried out that nobody has looked at before');
}

/** What the file must be: as the last step of this run left it that has changed it, or else as it was planned. */
function acceptedBy(spec: SetSpec, { resultOf }: StepContext): string {
  const { sha256 = '', path, after = [] } = changeIn(spec).planned ?? {};
  const left = after
    .map((step) => leftBefore.safeParse(resultOf(step)).data)
    .findLast((result) => result?.path === path);
  return left?.sha256 ?? sha256;
}

async function changedBy(
  context: StepContext,
  spec: SetSpec,
  operation: 'write' | 'restore',
  more: { readonly [key: string]: Json },
): Promise<StepOutcome> {
  const answer = await context.effect('setting', operation, {
    file: spec.file,
    format: formatOf(spec),
    run: context.runId,
    step: context.stepId,
    attempt: context.attempt,
    changes: spec.changes.map(asked),
    ...more,
  });
  const { path, sha256, before, after, copy } = changedFile.parse(answer);
  for (const { name, key } of spec.changes)
    context.output(
      'out',
      `${key}: ${shownWords(before[name] ?? null)} -> ${shownWords(after[name] ?? null)}\n`,
    );
  const result = {
    path,
    sha256,
    copy,
    changed: copy !== null,
    before: valuesOf(before),
    after: valuesOf(after),
  };
  return { status: 'succeeded', result };
}

/** A change as it is asked for: its rule only where nobody could judge the value by it before. */
function asked({ name, key, to, secret, rule }: ChangeSpec): Json {
  const change = { name, key, to, secret, kind: kindOfRule(rule) };
  if (rule === undefined || to.every((piece) => typeof piece === 'string')) return change;
  const said = Object.entries(rule).flatMap(([part, value]) =>
    value === undefined ? [] : [[part, value] as const],
  );
  return { ...change, rule: Object.fromEntries(said) };
}

async function look({ keys, ...spec }: ReadSpec, context: StepContext): Promise<StepOutcome> {
  const input = { file: spec.file, format: formatOf(spec), keys: keys.map((one) => ({ ...one })) };
  const { path, sha256, values } = read.parse(await context.effect('setting', 'read', input));
  for (const { name, key } of keys) context.output('out', `${key}: ${shownWords(values[name] ?? null)}\n`);
  return { status: 'succeeded', result: { path, sha256, values: valuesOf(values) } };
}

function valuesOf(shown: z.output<typeof shownByName>): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(shown).map(([name, one]) => [name, shownValue(one)]));
}
