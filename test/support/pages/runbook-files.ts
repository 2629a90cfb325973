import type { Example, Page } from './examples.ts';
import { schemaKeys } from './schema-keys.ts';

type Block = Readonly<Record<string, unknown>>;

/** Where a block without a header belongs. */
const OWN = 'shop';

/** What an example stands for: a file of a runbook, or a part of one of its actions. */
export interface ExampleFile {
  readonly example: Example;
  readonly runbook: string;
  readonly part: 'file' | 'action';
  /** A whole runbook by itself. */
  readonly whole: boolean;
  /** As a file that the loader reads. */
  readonly text: string;
}

/** The examples of all pages as files of runbooks; what names no runbook belongs to one that all pages share. */
export function runbookFiles(pages: readonly Page[], schema: Block): readonly ExampleFile[] {
  const { keysAt } = schemaKeys(schema);
  const collections = new Set(keysAt());
  const ofAction = new Set(keysAt('actions', '*'));
  return pages.flatMap(({ examples }) =>
    examples.flatMap((example, index): readonly ExampleFile[] => {
      const { value, text, place } = example;
      if (!isBlock(value)) return [];
      const keys = Object.keys(value);
      const isFile = keys.every((key) => collections.has(key));
      if (!isFile && !keys.every((key) => ofAction.has(key)))
        throw new Error(`${place} is no part of a runbook: ${keys.join(', ')}`);
      const runbook = isFile && typeof value.runbook === 'string' ? value.runbook : OWN;
      const header = isFile && 'runbook' in value ? '' : `runbook: ${runbook}\n`;
      return [
        {
          example,
          runbook,
          part: isFile ? 'file' : 'action',
          whole: isFile && 'runbook' in value && 'title' in value,
          text: isFile
            ? header + text
            : `${header}actions:\n  example/of-${nameOf(place, index)}:\n${within(value, text)}`,
        },
      ];
    }),
  );
}

/** A part of an action with whatever an action needs besides. */
function within(value: Block, text: string): string {
  const indent = Math.min(
    ...text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.search(/\S/)])),
  );
  const rest: Block = { title: 'Example', risk: 'low', steps: undefined };
  const missing = Object.entries(rest).flatMap(([key, given]) => {
    if (key in value) return [];
    return [given === undefined ? '    steps: [{ wait: { for: 1s } }]' : `    ${key}: ${String(given)}`];
  });
  return [...missing, ...text.split('\n').map((line) => `    ${line.slice(indent)}`)].join('\n');
}

function nameOf(place: string, index: number): string {
  return `${place.replace(/\.md:\d+$/, '').replaceAll(/[^a-z]+/g, '-')}-${index}`;
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
