import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { unstorable } from '../values/characters.ts';
import { cut } from '../values/cut.ts';
import { EXACT_KEY, readNumber } from '../values/number.ts';

/** Something that cannot be kept as it is written, and where it stands in the text (from 0). */
export interface ValueProblem {
  readonly offset: number;
  readonly message: string;
  readonly suggestion: string;
}

/** Deeper nesting than any honest file has. */
export const MOST_NESTED = 100;
/** Values in one file after its aliases were followed: a short file can stand for more than the memory holds. */
export const MOST_VALUES = 200_000;

/** The plain value of a parsed file, numbers in the form in which they were written, or what is wrong with it. */
export function readYamlValue(root: Node | null): {
  readonly value: unknown;
  readonly problems: readonly ValueProblem[];
} {
  const reader = new ValueReader();
  const value = reader.read(root, 0);
  return { value, problems: reader.problems };
}

/** The text of a key as it was written: a number keeps its form. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key);
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

class ValueReader {
  readonly problems: ValueProblem[] = [];
  readonly #anchored = new Map<string, Node>();
  /** Nodes that the one being read stands in: an alias of one of them would have no end. */
  readonly #around = new Set<Node>();
  #values = 0;

  read(node: Node | null, depth: number): unknown {
    if (node === null) return null;
    this.#values += 1;
    if (this.#values > MOST_VALUES) return this.#once(node, ...TOO_MANY);
    if (depth > MOST_NESTED) return this.#wrong(node, ...NESTED);
    if (isAlias(node)) return this.#follow(node, node.source, depth);
    if ('anchor' in node && typeof node.anchor === 'string') this.#anchored.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node);
    this.#around.add(node);
    const value = this.#block(node, depth);
    this.#around.delete(node);
    return value;
  }

  #block(node: Node, depth: number): unknown {
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node | null, depth + 1));
    if (!isMap(node)) return this.#wrong(node, 'Nothing here can read this.', 'Write it in another way.');
    const seen = new Set<string>();
    const entries = node.items.flatMap((pair) => {
      const key = this.#key(pair.key as Node | null, node);
      if (key === undefined) return [];
      if (seen.has(key)) this.#wrong(pair.key as Node, ...TWICE);
      seen.add(key);
      return [[key, this.read(pair.value as Node | null, depth + 1)] as const];
    });
    return Object.fromEntries(entries);
  }

  #key(key: Node | null, block: Node): string | undefined {
    if (!isScalar(key) || key.value === null) {
      this.#wrong(key ?? block, 'A name is missing here, or is no text.', 'Write `name: value`.');
      return undefined;
    }
    const text = keyText(key);
    const lost = unstorable(text);
    if (lost !== undefined) this.#wrong(key, `The name holds ${lost.name}.`, 'Write it without.');
    if (typeof key.value === 'number') this.#scalar(key);
    if (text === EXACT_KEY) this.#wrong(key, `Nothing may be called '${EXACT_KEY}'.`, 'Choose another name.');
    return text;
  }

  #scalar(node: Scalar): unknown {
    const { value, source } = node;
    if (typeof value === 'string') {
      const lost = unstorable(value);
      if (lost === undefined) return value;
      return this.#wrong(node, `The text holds ${lost.name}, which cannot be kept.`, 'Write it without.');
    }
    if (typeof value !== 'number' && typeof value !== 'bigint') return value;
    const written = source ?? String(value);
    const number = readNumber(written);
    if (number !== undefined) return number;
    const plain =
      Number.isFinite(Number(value)) && written.length < 30 ? `Write ${String(value)}, or put` : 'Put';
    const message = `${cut(written, 60)} is a number that others read in another way, or not at all.`;
    return this.#wrong(node, message, `${plain} it into double quotes if it is a text.`);
  }

  #follow(alias: Node, name: string, depth: number): unknown {
    const target = this.#anchored.get(name);
    if (target === undefined) {
      return this.#wrong(alias, `Nothing above is marked &${name}.`, 'Write the value out.');
    }
    if (this.#around.has(target)) return this.#wrong(alias, ...CIRCULAR);
    return this.read(target, depth);
  }

  #wrong(node: Node, message: string, suggestion: string): undefined {
    this.problems.push({ offset: node.range?.[0] ?? 0, message, suggestion });
  }

  #once(node: Node, message: string, suggestion: string): undefined {
    if (!this.problems.some((problem) => problem.message === message)) this.#wrong(node, message, suggestion);
  }
}

const TWICE = ['This key stands twice in the same block.', 'Remove or rename one of the two.'] as const;
const CIRCULAR = [
  'This value stands for the block that it is in, without end.',
  'Write the value out.',
] as const;
const NESTED = [
  'Blocks and lists stand in each other here beyond all measure.',
  'Look for brackets that were never closed.',
] as const;
const TOO_MANY = [
  'Anchors (&) and aliases (*) multiply here beyond all measure.',
  'Write the values out.',
] as const;
