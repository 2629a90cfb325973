import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../../src/files/project-root.ts';

/** A page of the documentation about runbooks. */
export interface Page {
  /** Relative to docs/. */
  readonly name: string;
  /** What stands in inline code outside of the examples, word by word. */
  readonly explained: ReadonlySet<string>;
  readonly examples: readonly Example[];
}

/** A fenced block of a page. */
export interface Example {
  /** `monitors.md:14` */
  readonly place: string;
  /** Behind the backquotes: `yaml`, or `yaml` and the name of the file that it is. */
  readonly language: string;
  readonly text: string;
  readonly value: unknown;
}

const FENCE = /^```([^\n]*)\n([\s\S]*?)^```$/gm;
const DOCS = join(projectRoot, 'docs');

/** The guide and the reference: every page that explains keys of a runbook. */
export function runbookPages(): readonly Page[] {
  const names = [
    'writing-a-runbook.md',
    ...readdirSync(join(DOCS, 'runbook')).map((name) => `runbook/${name}`),
  ];
  return names.sort().map((name) => pageOf(name, readFileSync(join(DOCS, name), 'utf8')));
}

export function pageOf(name: string, text: string): Page {
  const examples = [...text.matchAll(FENCE)].map(({ index, 1: language = '', 2: body = '' }) => ({
    place: `${name}:${text.slice(0, index).split('\n').length}`,
    language,
    text: body,
    value: language === 'yaml' ? (parse(body) as unknown) : undefined,
  }));
  return { name, explained: wordsInCode(text.replace(FENCE, '')), examples };
}

/** `retry: { attempts: 3 }` explains retry and attempts, `requires.action` both of its words. */
function wordsInCode(prose: string): ReadonlySet<string> {
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  const words = spans.flatMap((span) => span.split(/[\s,{}[\]]+/)).map((word) => word.replace(/:$/, ''));
  return new Set(words.flatMap((word) => [word, ...word.split('.')]));
}
