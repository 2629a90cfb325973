import * as z from 'zod';
import type { Json } from '../../canonical.ts';

const program = z.object({ argv: z.array(z.string()) });
const request = z.object({ method: z.string(), url: z.string() });
const statement = z.object({ database: z.string(), text: z.string() });

/** What an effect does, as a test writes it. */
export interface Done {
  readonly step: string;
  readonly line: string;
  /** The items of a command line. */
  readonly argv?: readonly string[];
}

/**
 * An effect as one line: a command line, a request or a query.
 * @param folders of the runbook and of its system: what stands in them is written relative to them
 */
export function lineOf(effect: string, input: Json, folders: readonly string[]): Omit<Done, 'step'> {
  switch (effect) {
    case 'shell.run': {
      const argv = program.parse(input).argv.map((item) => below(item, folders));
      return { line: argv.join(' '), argv };
    }
    case 'http.request': {
      const { method, url } = request.parse(input);
      return { line: `${method} ${url}` };
    }
    case 'sql.query':
    case 'sql.change': {
      const { database, text } = statement.parse(input);
      return { line: `${database}: ${text.trim().replace(/\s+/g, ' ')}` };
    }
    default:
      return { line: effect };
  }
}

function below(item: string, folders: readonly string[]): string {
  const folder = folders.find((one) => item.startsWith(`${one}/`));
  return folder === undefined ? item : item.slice(folder.length + 1);
}
