import { parseDocument } from '@decimalturn/toml-patch';

/** What is used of the library's nodes: it gives each with where it stands, lines from 1 and columns from 0. */
export interface TomlNode {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
  readonly raw?: string;
  readonly key?: TomlNode;
  readonly item?: TomlNode;
  readonly items?: readonly TomlNode[];
  readonly value?: TomlNode | readonly string[] | string | number | bigint | boolean | Date;
}

/** A value with the names that lead to it. */
export interface Named {
  readonly path: readonly string[];
  readonly node: TomlNode;
}

/** Every value of the text, those inside of lists and tables as well. @throws Error of the library when it is no TOML. */
export function valuesIn(text: string): readonly Named[] {
  const blocks: readonly TomlNode[] = parseDocument(text).cst;
  const lists = new Map<string, number>();
  return blocks.flatMap((block) => valuesOf(block, pathOf(block, lists)));
}

/**
 * Where the values of a table belong: a name that stands for a list of tables means its last one.
 * @param lists how many tables each list has so far; one more behind a block that begins one.
 */
function pathOf({ type, key }: TomlNode, lists: Map<string, number>): readonly string[] {
  if (type !== 'Table' && type !== 'TableArray') return [];
  const names = namesOf(key);
  let path: readonly string[] = [];
  for (const [index, name] of names.entries()) {
    path = [...path, name];
    const list = JSON.stringify(path);
    if (type === 'TableArray' && index === names.length - 1) lists.set(list, (lists.get(list) ?? 0) + 1);
    const count = lists.get(list);
    if (count !== undefined) path = [...path, String(count - 1)];
  }
  return path;
}

function namesOf(key: TomlNode | undefined): readonly string[] {
  if (key?.item !== undefined) return namesOf(key.item);
  return Array.isArray(key?.value) ? key.value.map(String) : [];
}

function valuesOf(node: TomlNode, path: readonly string[]): readonly Named[] {
  const { type, key, value, items = [] } = node;
  switch (type) {
    case 'KeyValue':
      return isNode(value) ? valuesOf(value, [...path, ...namesOf(key)]) : [];
    case 'Table':
    case 'TableArray':
      return items.flatMap((row) => valuesOf(row, path));
    case 'InlineTable':
      return [
        { path, node },
        ...items.flatMap(({ item }) => (item === undefined ? [] : valuesOf(item, path))),
      ];
    case 'InlineArray':
      return [
        { path, node },
        ...items
          .flatMap(({ item }) => item ?? [])
          .flatMap((item, index) => valuesOf(item, [...path, String(index)])),
      ];
    case 'Comment':
      return [];
    default:
      return [{ path, node }];
  }
}

function isNode(value: TomlNode['value']): value is TomlNode {
  return typeof value === 'object' && 'loc' in value;
}
