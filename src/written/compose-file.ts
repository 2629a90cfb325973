import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';

/** A service of a compose file, with the line of its name. */
export interface NamedService {
  readonly name: string;
  readonly line: number;
}

/** What a compose file says of services; or why it cannot be read. `includes`: others stand in other files. */
export type ComposeFile =
  | { readonly services: readonly NamedService[]; readonly includes: boolean }
  | { readonly problem: string };

/** Reads the names of services in a compose file, also of those that stand there twice: not every compose refuses them. */
export function readComposeFile(text: string): ComposeFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) return { problem: error.message.split(/:?\n/)[0] ?? error.code };
  // An empty file is a value and no map.
  if (!isMap(document.contents)) return { services: [], includes: false };
  const services = document.contents.get('services');
  if (!isMap(services)) return { services: [], includes: document.has('include') };
  const named = services.items.flatMap(({ key }) =>
    isScalar(key) ? [{ name: String(key.value), line: lines.linePos(key.range?.[0] ?? 0).line }] : [],
  );
  return { services: named, includes: document.has('include') };
}
