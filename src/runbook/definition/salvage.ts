import * as z from 'zod';
import type { StepKind, StepKinds } from '../steps/step.ts';
import { type Names, textsIn } from './check/check.ts';
import type { Param } from './construct/param.ts';
import { REVERT } from './construct/revert.ts';
import { runbookSchema, type WrittenRunbook } from './construct/runbook.ts';
import { STEP_LISTS } from './construct/sequence.ts';
import { inclusionOf, type Step } from './construct/step.ts';

type Path = readonly PropertyKey[];
type Block = Record<PropertyKey, unknown>;
type Issue = z.core.$ZodIssue;

/** What is sound in a definition beside its faults, so that no fault silences the checks of the rest. Never served. */
export interface Salvaged {
  readonly written: WrittenRunbook;
  /** With the kind of a step that only stands in for a faulty one. */
  readonly kinds: StepKinds;
  readonly names: Names;
  /** The path in what the author wrote, or undefined where something only stands in for it. */
  original(path: Path): Path | undefined;
}

/** Faults come to light in turns: what is misspelt is missing once it is taken away. */
const MOST_TURNS = 20;
const REMOVED = Symbol('removed');
const STAND_IN = '(faulty)';
const HEADER = { runbook: 'partial', title: 'partial', source: 'partial', description: undefined };

/**
 * Takes out of a definition what its schema refuses, as little as possible, and puts stand-ins in where something else would
 * miss it: a faulty step keeps its place and name, and whatever it leaves behind may be spoken of.
 * @param whole whether all files of the definition could be read; otherwise nobody knows what else is defined.
 */
export function salvage(
  value: Readonly<Record<string, unknown>>,
  given: StepKinds,
  whole: boolean,
): Salvaged | undefined {
  const kinds: StepKinds = new Map([...given, [STAND_IN, faultyStep]]);
  const schema = runbookSchema(kinds);
  const healing = createHealing({ ...(copy(value) as Block), ...HEADER });
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const parsed = schema.safeParse(healing.root);
    if (!parsed.success) {
      healing.heal(parsed.error.issues);
      continue;
    }
    const known = whole && !healing.isDoubtful([]);
    return {
      written: spokenOf(parsed.data, value, known, healing),
      kinds,
      names: known ? namesWritten(value, parsed.data) : () => undefined,
      original: (path) => healing.original(path),
    };
  }
  return undefined;
}

/** A step whose own value is faulty: it has every result and every outcome that others speak of. */
const faultyStep: StepKind = {
  kind: STAND_IN,
  summary: 'A step that its author must mend.',
  written: z.literal(true),
  defaultEffect: 'pure',
  outcomesOf: () => 'anything',
  resultOf: () => 'anything',
  resolve: () => null,
  describe: () => [],
  execute: () => Promise.reject(new Error('a faulty step never runs')),
};

interface Healing {
  readonly root: Block;
  heal(issues: readonly Issue[]): void;
  /** Whether something stood there that nobody knows, which may have been meant for anything. */
  isDoubtful(path: Path): boolean;
  /** Whether something by which an inclusion is judged is faulty in an action. */
  isUnsure(action: string): boolean;
  original(path: Path): Path | undefined;
}

function createHealing(root: Block): Healing {
  const standIns = new Set<string>();
  const doubtful = new Set<string>();
  const unsure = new Set<PropertyKey>();
  /** Where the items of a list stood before others were taken out. */
  const places = new Map<unknown, readonly number[]>();

  const original = (path: Path): Path => {
    let at: unknown = root;
    return path.map((segment) => {
      const index = Array.isArray(at) ? (places.get(at)?.[Number(segment)] ?? segment) : segment;
      at = isHolder(at) ? at[segment] : undefined;
      return index;
    });
  };
  const put = (path: Path, value: unknown): void => {
    const holder = valueAt(root, path.slice(0, -1));
    const last = path.at(-1);
    if (!isHolder(holder) || last === undefined) return;
    if (value === REMOVED && !Array.isArray(holder)) delete holder[last];
    else Object.defineProperty(holder, last, { value, enumerable: true, writable: true, configurable: true });
  };
  const healOne = (issue: Issue): void => {
    const [collection, id = '', field] = issue.path;
    const isJudged = field === undefined || BETWEEN.some((each) => each === field);
    if (collection === 'actions' && isJudged && !inStep(issue.path)) unsure.add(id);
    if (issue.code === 'unrecognized_keys') {
      // A misspelt key may be any of those that are missing.
      if (!inStep(issue.path)) {
        doubtful.add(keyOf(original(issue.path)));
        for (const key of issue.keys) put([...issue.path, key], REMOVED);
        return;
      }
    }
    const path = faultyPart(issue.path);
    const key = keyOf(original(path));
    const standIn = standIns.has(key) ? undefined : standInFor(path, valueAt(root, path));
    if (standIn !== undefined) {
      standIns.add(key);
      put(path, standIn);
    } else if (valueAt(root, path) === undefined) put(path.slice(0, -1), REMOVED);
    else put(path, REMOVED);
  };

  return {
    root,
    heal(issues) {
      for (const issue of issues) healOne(issue);
      closeRanks(root, places);
    },
    isDoubtful: (path) => doubtful.has(keyOf(path)),
    isUnsure: (action) => unsure.has(action),
    original(path) {
      const found = original(path);
      if (found.some((_, length) => standIns.has(keyOf(found.slice(0, length + 1))))) return undefined;
      const owner = found.slice(0, 2);
      const risks = found[0] === 'actions' && ['risk', 'breakGlass'].includes(String(found[2]));
      return risks && doubtful.has(keyOf(owner)) ? undefined : found;
    },
  };
}

/** What of an action counts where another includes it. */
const BETWEEN = [
  ...['params', 'risk', 'reduces', 'internal', 'approval', 'breakGlass', 'lock', 'requires'],
  ...['gives', 'revert', ...STEP_LISTS],
] as const;

/** What a step can do without and nothing else is judged by. */
const APART: readonly unknown[] = ['title', 'source', 'notes', 'timeout', 'retry'];

/** A step is taken as a whole, because its parts explain each other; what stands beside them goes by itself. */
function faultyPart(path: Path): Path {
  return inStep(path) ? path.slice(0, APART.includes(path[4]) ? 5 : 4) : path;
}

function inStep([collection, , list, index]: Path): boolean {
  return collection === 'actions' && STEP_LISTS.some((each) => each === list) && index !== undefined;
}

/** What is put in place of a faulty part, where its absence would be a fault that the author did not make. */
function standInFor(path: Path, value: unknown): unknown {
  const [collection, , field, part] = path;
  if (inStep(path) && path.length > 4) return undefined;
  if (inStep(path)) {
    const { id } = isHolder(value) ? value : {};
    return { ...(typeof id === 'string' && /^[a-z][a-z0-9-]*$/.test(id) ? { id } : {}), [STAND_IN]: true };
  }
  if (path.length === 2 && collection === 'vars') return { description: STAND_IN };
  if (['title', 'description', 'purpose'].includes(String(path.at(-1)))) return STAND_IN;
  if (path.at(-1) === 'source') return 'L1';
  if (collection === 'actions' && field === 'requires' && path.at(-1) === 'within') return '1h';
  if (collection !== 'actions' || path.length < 3) return undefined;
  if (field === 'params' && part !== undefined && path.length > 3) return undefined;
  const fields: Readonly<Record<string, unknown>> = {
    risk: 'high',
    reduces: 'risk',
    approval: 'faulty',
    breakGlass: 'faulty',
  };
  return path.length === 3 && Object.hasOwn(fields, String(field)) ? fields[String(field)] : undefined;
}

/** Takes the removed items out of every list, and remembers where the others stood. */
function closeRanks(value: unknown, places: Map<unknown, readonly number[]>): void {
  if (!isHolder(value)) return;
  if (Array.isArray(value) && value.includes(REMOVED)) {
    const before = places.get(value) ?? [...value.keys()];
    const left = [...value.keys()].filter((index) => value[index] !== REMOVED);
    places.set(
      value,
      left.map((index) => before[index] ?? index),
    );
    value.splice(0, value.length, ...left.map((index) => value[index] as unknown));
  }
  for (const item of Object.values(value)) closeRanks(item, places);
}

/** Of a person texts may say most. */
const anyParam: Param = { type: 'person', description: STAND_IN };

/** Whatever could have been declared in a faulty part may be spoken of. */
function spokenOf(
  written: WrittenRunbook,
  value: Readonly<Record<string, unknown>>,
  known: boolean,
  healing: Healing,
): WrittenRunbook {
  const actions = Object.entries(written.actions).map(([id, action]) => {
    const declared = valueAt(value, ['actions', id, 'params']);
    const sure = (declared === undefined || isBlock(declared)) && !healing.isDoubtful(['actions', id]);
    const names = [
      ...(isBlock(declared) ? Object.keys(declared) : []),
      ...(sure ? [] : mentioned(action, 'params')),
    ];
    const params = { ...all(names, anyParam), ...action.params };
    return [id, { ...withoutUnsure(id, action, healing), params }] as const;
  });
  const sure = known && (value.vars === undefined || isBlock(value.vars));
  const variables = sure ? [] : mentioned(written.actions, 'vars');
  return {
    ...written,
    actions: Object.fromEntries(actions),
    vars: { ...all(variables, { description: STAND_IN }), ...written.vars },
  };
}

type WrittenAction = WrittenRunbook['actions'][string];

/** What a faulty action demands, takes and gives nobody knows: an inclusion between it and another is as a faulty step. */
function withoutUnsure(id: string, action: WrittenAction, { isUnsure }: Healing): WrittenAction {
  const isFaulty = ({ kind, written }: Step): boolean => {
    const other = kind === REVERT ? action.revert?.action : inclusionOf({ kind, written })?.action;
    return other !== undefined && (isUnsure(id) || isUnsure(other));
  };
  const lists = STEP_LISTS.flatMap((list) => {
    const steps = action[list]?.map((step) =>
      isFaulty(step) ? { ...step, kind: STAND_IN, written: true } : step,
    );
    return steps === undefined ? [] : [[list, steps] as const];
  });
  return { ...action, ...Object.fromEntries(lists) };
}

function all<Item>(names: readonly string[], item: Item): Readonly<Record<string, Item>> {
  return Object.fromEntries(names.map((name) => [name, item]));
}

function mentioned(value: unknown, scope: 'params' | 'vars'): readonly string[] {
  return [...textsIn(value, [])].flatMap(({ text }) =>
    [...text.matchAll(/\{\{\s*(params|vars)\.([\w-]+)\s*\}\}/g)].flatMap(([, where, name = '']) =>
      where === scope ? [name] : [],
    ),
  );
}

/** The names of items, sound or not. Undefined where nobody knows them all. */
function namesWritten(value: Readonly<Record<string, unknown>>, written: WrittenRunbook): Names {
  return (collection) => {
    const items = value[collection];
    if (items === undefined) return [];
    if (!isBlock(items)) return undefined;
    const names = Object.keys(items);
    if (collection !== 'channels') return names;
    // A channel is called by its name in chat as well.
    const sound = Object.values(written.channels);
    return sound.length === names.length ? [...names, ...sound.flatMap(({ name }) => name ?? [])] : undefined;
  };
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String));
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (!isHolder(value) || !Object.hasOwn(value, segment)) return undefined;
    value = value[segment];
  }
  return value;
}

/** Blocks and lists anew; what they hold stays as it is. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isBlock(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}

function isHolder(value: unknown): value is Block {
  return typeof value === 'object' && value !== null;
}

/** A block as YAML has it, and no value of another kind that JavaScript keeps as an object. */
function isBlock(value: unknown): value is Block {
  return isHolder(value) && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}
