import { type JSONPathQuery, jsonpath } from 'json-p3';
import type { Json } from '../canonical.ts';
import { isObject } from './compare.ts';
import type { Work } from './work.ts';

const { NameSelector, IndexSelector, SliceSelector, WildcardSelector, FilterSelector } = jsonpath.selectors;
type Selector = JSONPathQuery['segments'][number]['selectors'][number];
export type FilterExpression = InstanceType<typeof FilterSelector>['expression'];

/** What a query runs over, apart from where it begins. */
export interface Asked {
  readonly root: Json;
  readonly work: Work;
  /** Whether what a filter asks holds for a value. */
  passes(expression: FilterExpression, current: Json): boolean;
}

/** The values that a query leads to from `start`, in the order of RFC 9535, one by one as they are asked for. */
export function evaluate(query: JSONPathQuery, start: Json, asked: Asked): Iterable<Json> {
  let values: Iterable<Json> = [start];
  for (const { selectors, descends } of segmentsOf(query)) {
    values = step(values, selectors, descends, asked);
  }
  return values;
}

interface Segment {
  readonly selectors: readonly Selector[];
  readonly descends: boolean;
}

export function segmentsOf({ segments }: JSONPathQuery): readonly Segment[] {
  // The library does not export its two kinds of segments; only the one that descends begins with two points.
  return segments.map((segment) => ({
    selectors: segment.selectors,
    descends: segment.token.kind === jsonpath.TokenKind.DDOT,
  }));
}

function* step(
  values: Iterable<Json>,
  selectors: readonly Selector[],
  descends: boolean,
  asked: Asked,
): Generator<Json> {
  for (const value of values) {
    for (const from of descends ? withDescendants(value, asked.work) : [value]) {
      for (const selector of selectors) yield* select(selector, from, asked);
    }
  }
}

/** A value, then what it holds, each before what that holds. A generator a level would pass each value up through all. */
function* withDescendants(value: Json, work: Work): Generator<Json> {
  const ahead: Json[] = [value];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    yield next;
    const children = childrenOf(next);
    work.visit(children.length);
    for (let index = children.length - 1; index >= 0; index -= 1) ahead.push(children[index] as Json);
  }
}

function* select(selector: Selector, from: Json, asked: Asked): Generator<Json> {
  const { work } = asked;
  work.visit();
  if (selector instanceof NameSelector) {
    if (isObject(from) && Object.hasOwn(from, selector.name)) yield from[selector.name] as Json;
  } else if (selector instanceof IndexSelector) {
    const found = Array.isArray(from) ? (from.at(selector.index) as Json | undefined) : undefined;
    if (found !== undefined) yield found;
  } else if (selector instanceof SliceSelector) {
    if (Array.isArray(from)) yield* slice(from, selector, work);
  } else if (selector instanceof WildcardSelector) {
    for (const child of childrenOf(from)) {
      work.visit();
      yield child;
    }
  } else if (selector instanceof FilterSelector) {
    for (const child of childrenOf(from)) {
      work.visit();
      if (asked.passes(selector.expression, child)) yield child;
    }
  } else throw new Error('a selector that RFC 9535 does not know');
}

/** RFC 9535, section 2.3.4.2.2. */
function* slice(
  from: readonly Json[],
  {
    start,
    stop,
    step: by = 1,
  }: { start?: number | undefined; stop?: number | undefined; step?: number | undefined },
  work: Work,
): Generator<Json> {
  const { length } = from;
  if (by === 0) return;
  const normal = (index: number): number => (index < 0 ? length + index : index);
  const within = (index: number, least: number, most: number): number =>
    Math.min(Math.max(normal(index), least), most);
  if (by > 0) {
    const end = within(stop ?? length, 0, length);
    for (let index = within(start ?? 0, 0, length); index < end; index += by) yield at(from, index, work);
  } else {
    const end = stop === undefined ? -1 : within(stop, -1, length - 1);
    for (let index = within(start ?? length - 1, -1, length - 1); index > end; index += by) {
      yield at(from, index, work);
    }
  }
}

function at(from: readonly Json[], index: number, work: Work): Json {
  work.visit();
  return from[index] as Json;
}

function childrenOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}
