import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';

type Node = null | boolean | number | string | Node[] | { [key: string]: Node };
type Holder = Node[] | { [key: string]: Node };

/** Where a change is made: the container, and the key or index of one of its parts. */
interface Spot {
  readonly holder: Holder;
  readonly key: string | number;
}

const FOLDER = new URL('../../../../runbooks/twist/', import.meta.url);

/** The TWIST runbook as one value. */
export function twistValue(): { [key: string]: Node } {
  const whole: { [key: string]: Node } = {};
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))) {
    const part = parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { [key: string]: Node };
    for (const [key, value] of Object.entries(part)) {
      const before = whole[key];
      whole[key] = isBlock(before) && isBlock(value) ? { ...before, ...value } : value;
    }
  }
  return whole;
}

/** The programs that it runs, by their paths in the folder of all runbooks. */
export function twistScripts(): { [path: string]: string } {
  const names = readdirSync(new URL('scripts/', FOLDER));
  return Object.fromEntries(
    names.map((name) => [`twist/scripts/${name}`, readFileSync(new URL(`scripts/${name}`, FOLDER), 'utf8')]),
  );
}

/** Texts that mean something somewhere, or look as if they did. */
const ODD_TEXTS = [
  '{{ params.reason }}',
  '{{ params.lines }}',
  '{{ params.nope }}',
  '{{ vars.monitor }}',
  '{{ vars.monitor }}{{ params.reason }}',
  'https://monitor.example/{{ params.reason }}',
  '{{ secrets.TOKEN }}',
  '{{ steps.step-1.body.state }}',
  '{{ steps.step-1.stdout }}',
  '{{ steps.step-1.json }}',
  '{{ steps.__proto__.x }}',
  '{{ params.__proto__ }}',
  '{{ params.constructor }}',
  '{{{{',
  '{{ }}',
  '}}',
  '{{',
  '',
  ' ',
  '-',
  '--',
  '-x',
  '..',
  'constructor',
  'toString',
  'hasOwnProperty',
  'true',
  '1e999',
  '0',
  '9007199254740993',
  '0s',
  '1h',
  '366d',
  'https://[',
  'https://a.example:99999/',
  'http://a.example\\@b.example/',
  'ops',
  'sre',
  'step-1',
  'read',
  'critical',
  'pure',
  'unsafe',
  'L1',
  '(a+)+',
  '(?=x)',
  '[',
  '\\',
  '$.state',
  '$[',
  '*',
  '?',
  '%s %d',
  'ⅷ\u0301\u202e',
  '<@1> @everyone',
  'x'.repeat(300),
];

const oddNode: fc.Arbitrary<Node> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, 0, 1, -1, 0.5, 20, 26, 1e15, 1e-9) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.constantFrom<Node>([], {}, [[]], { a: 1 }, [null]) },
);

interface Choices {
  readonly at: number;
  readonly other: number;
  readonly value: Node;
  readonly text: string;
}

export interface Change extends Choices {
  readonly how: string;
  /** Most changes are made to actions, where most can go wrong. */
  readonly inActions: boolean;
}

/** Each makes one change to the whole, at the spots that the numbers choose. */
const CHANGES: Readonly<Record<string, (root: Holder, spot: Spot, choices: Choices) => void>> = {
  remove: (_root, spot) => remove(spot),
  replace: (_root, spot, { value }) => put(spot, structuredClone(value)),
  rename: (_root, spot, { text }) => rename(spot, text),
  recase: (_root, spot) => rename(spot, String(spot.key).toUpperCase()),
  retype: (_root, spot) => put(spot, retyped(get(spot))),
  // Somewhere else in the runbook the same thing would be right.
  swap: (root, spot, { other }) => {
    const second = spotAt(root, other);
    const [a, b] = [structuredClone(get(spot)), structuredClone(get(second))];
    put(spot, b);
    put(second, a);
  },
  // A sibling under another name, or once more in a list.
  double: (_root, spot, { text }) => {
    const copy = structuredClone(get(spot));
    if (Array.isArray(spot.holder)) spot.holder.push(copy);
    else put({ holder: spot.holder, key: text }, copy);
  },
  insert: (root, _spot, { text, at }) => {
    const spots = spotsIn(root).filter((each) => typeof get(each) === 'string');
    const spot = spots[at % Math.max(1, spots.length)];
    const value = spot === undefined ? undefined : get(spot);
    if (spot === undefined || typeof value !== 'string') return;
    const position = (at >> 8) % (value.length + 1);
    put(spot, value.slice(0, position) + text + value.slice(position));
  },
  graft: (root, spot, { other, text }) => {
    const second = spotAt(root, other);
    put({ holder: spot.holder, key: Array.isArray(spot.holder) ? 0 : text }, structuredClone(get(second)));
  },
};

const oneChange: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom(...Object.keys(CHANGES), 'insert', 'insert', 'replace'),
  at: fc.nat(),
  other: fc.nat(),
  value: oddNode,
  text: fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ maxLength: 6 })),
  inActions: fc.integer({ min: 0, max: 3 }).map((chance) => chance > 0),
});

export const changes: fc.Arbitrary<readonly Change[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(oneChange, { minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.array(oneChange, { minLength: 2, maxLength: 4 }) },
);

/** The value with changes made to it. */
export function mutated(original: { [key: string]: Node }, list: readonly Change[]): { [key: string]: Node } {
  const root = structuredClone(original);
  for (const { how, at, inActions, ...rest } of list) {
    const actions = root.actions;
    const within = inActions && isBlock(actions) ? actions : root;
    if (spotsIn(within).length === 0) continue;
    CHANGES[how]?.(how === 'insert' ? within : root, spotAt(within, at), { at, ...rest });
  }
  return root;
}

function spotAt(root: Holder, number: number): Spot {
  const spots = spotsIn(root);
  return spots[number % spots.length] ?? { holder: root, key: 'nothing' };
}

function spotsIn(holder: Holder): readonly Spot[] {
  const keys = Array.isArray(holder) ? [...holder.keys()] : Object.keys(holder);
  return keys.flatMap((key): readonly Spot[] => {
    const value = get({ holder, key });
    return [{ holder, key }, ...(typeof value === 'object' && value !== null ? spotsIn(value) : [])];
  });
}

function get({ holder, key }: Spot): Node {
  return (holder as { [key: PropertyKey]: Node })[key] ?? null;
}

function put({ holder, key }: Spot, value: Node): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function remove({ holder, key }: Spot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

/** In place, so that order stays as it was. */
function rename({ holder, key }: Spot, name: string): void {
  if (Array.isArray(holder)) return;
  const entries = Object.entries(holder);
  for (const each of Object.keys(holder)) delete holder[each];
  for (const [each, value] of entries) put({ holder, key: each === key ? name : each }, value);
}

function retyped(value: Node): Node {
  if (Array.isArray(value)) return value[0] ?? '';
  if (typeof value === 'object' && value !== null) return Object.values(value);
  if (typeof value === 'string') return Number.isFinite(Number(value)) ? Number(value) : [value];
  return String(value);
}

function isBlock(value: Node | undefined): value is { [key: string]: Node } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
