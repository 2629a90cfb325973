import { isMap, isScalar, LineCounter, parseDocument, type Scalar } from 'yaml';

/** A service of a compose file, with the line of its name. */
export interface NamedService {
  readonly name: string;
  readonly line: number;
}

/** What a compose file says of services; or a clause, after its name, why that is not clear. `includes`: others stand in other files. */
export type ComposeFile =
  | { readonly services: readonly NamedService[]; readonly includes: boolean }
  | { readonly problem: string };

/** Reads the names of services in a compose file, also of those that stand there twice: not every compose refuses them. */
export function readComposeFile(text: string): ComposeFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) return { problem: `is no YAML: ${error.message.split(/:?\n/)[0] ?? error.code}` };
  // An empty file is a value and no map.
  if (!isMap(document.contents)) return { services: [], includes: false };
  const lineOf = ({ range }: Scalar): number => lines.linePos(range?.[0] ?? 0).line;
  const maps = document.contents.items.filter(({ key }) => isScalar(key) && key.value === 'services');
  const [first, second] = maps.map(({ key }) => (isScalar(key) ? lineOf(key) : 0));
  if (second !== undefined) return { problem: `says \`services\` twice, in lines ${first} and ${second}` };
  const services = maps[0]?.value;
  const named = isMap(services)
    ? services.items.flatMap(({ key }) =>
        isScalar(key) ? [{ name: String(key.value), line: lineOf(key) }] : [],
      )
    : [];
  return { services: named, includes: document.has('include') };
}
