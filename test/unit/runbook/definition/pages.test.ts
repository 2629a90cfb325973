import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writtenPolicy } from '../../../../src/approval/policy.ts';
import { readConfig } from '../../../../src/config/load.ts';
import { runbookJsonSchema } from '../../../../src/runbook/definition/json-schema.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { type Page, pageOf, runbookPages } from '../../../support/pages/examples.ts';
import { type ExampleFile, runbookFiles } from '../../../support/pages/runbook-files.ts';
import { schemaKeys } from '../../../support/pages/schema-keys.ts';
import { folderWith, write } from './folder.ts';

const SCHEMA = runbookJsonSchema(stepKinds) as Readonly<Record<string, unknown>>;
const KEYS = schemaKeys(SCHEMA);
const PAGES = runbookPages();
const FILES = runbookFiles(PAGES, SCHEMA);
/** What the examples keep beside their YAML: blocks that say which file they are. */
const SCRIPTS = PAGES.flatMap(({ examples }) =>
  examples.flatMap(({ language, text }) => {
    const [, name] = /^(?:python|javascript|bash) (\S+)$/.exec(language) ?? [];
    return name === undefined ? [] : [{ name, text }];
  }),
);

/** What the loader says of the examples, each with its place on a page. */
function problemsIn(files: readonly ExampleFile[]): readonly string[] {
  const folder = folderWith({});
  for (const { name, text } of SCRIPTS) write(folder, `shop/${name}`, text);
  for (const [index, { runbook, text }] of files.entries()) {
    mkdirSync(join(folder, runbook), { recursive: true });
    writeFileSync(join(folder, runbook, `${index}.yaml`), text);
  }
  return loadRunbooks(folder, stepKinds).problems.map(({ file, line, message }) => {
    const index = Number(/(\d+)\.yaml$/.exec(file)?.[1]);
    return `${files[index]?.example.place ?? file}, line ${line} of its file: ${message}`;
  });
}

/** Keys without an example, and keys that no page both shows and explains. */
function gapsOf(pages: readonly Page[]): {
  readonly unshown: readonly string[];
  readonly unexplained: readonly string[];
} {
  const files = runbookFiles(pages, SCHEMA);
  const shown = new Set<string>();
  const explained = new Set<string>();
  for (const page of pages) {
    for (const { example, part } of files.filter((file) => page.examples.includes(file.example))) {
      for (const id of KEYS.usedBy(example.value, part === 'file' ? [] : ['actions', '*'])) {
        shown.add(id);
        if (page.explained.has(KEYS.all.get(id)?.key ?? '')) explained.add(id);
      }
    }
  }
  const missing = (from: ReadonlySet<string>) =>
    [...KEYS.all].flatMap(([id, { place }]) => (from.has(id) ? [] : [place]));
  return {
    unshown: missing(shown),
    unexplained: missing(explained).filter((place) => !missing(shown).includes(place)),
  };
}

describe('the pages about runbooks', () => {
  it('show every key of the definition in an example, and explain it there, whatever the guide says', () => {
    expect(KEYS.all.size).toBeGreaterThan(250);
    const reference = PAGES.filter(({ name }) => name.startsWith('runbook/'));
    expect(gapsOf(reference)).toEqual({ unshown: [], unexplained: [] });
  });

  it('have examples that the loader takes, all of a runbook together', () => {
    expect(FILES.length).toBeGreaterThan(30);
    expect(problemsIn(FILES)).toEqual([]);
  });

  it.each(FILES.filter(({ whole }) => whole))(
    'have a runbook that stands alone at $example.place',
    (file) => {
      expect(problemsIn([file])).toEqual([]);
    },
  );

  it('show settings that are taken', async () => {
    const settings = PAGES.flatMap(({ examples }) => examples).filter(
      ({ language }) => language === 'yaml keyturn.yaml',
    );
    expect(settings.length).toBeGreaterThan(0);
    for (const { text, place } of settings) {
      const folder = folderWith({ 'keyturn.yaml': text });
      const env = { KEYTURN_CONFIG: join(folder, 'keyturn.yaml') };
      expect({ place, ...(await readConfig({ env, cwd: folder, policy: writtenPolicy })) }).toMatchObject({
        place,
        ok: true,
      });
    }
  });

  it('lead to each other: the index names every page', () => {
    const links = PAGES.filter(({ name }) => name.startsWith('runbook/') && name !== 'runbook/README.md');
    const text = readFileSync('docs/runbook/README.md', 'utf8');
    for (const { name } of links) expect(text).toContain(`(${name.slice('runbook/'.length)})`);
  });
});

describe('a page about runbooks', () => {
  const without = (name: string) => PAGES.filter((page) => page.name !== name);
  const page = (text: string) => pageOf('runbook/limits.md', text);

  it('is missed when its keys have no other example', () => {
    expect(gapsOf(without('runbook/limits.md')).unshown).toContain('limits.*.warnAtPercent');
  });

  it('is found wanting when it shows a key without a word about it', () => {
    const silent = page('# Limits\n\n```yaml\nlimits:\n  a: { title: A, max: 5, warnAtPercent: 80 }\n```\n');
    expect(gapsOf([...without('runbook/limits.md'), silent]).unexplained).toContain('limits.*.warnAtPercent');
  });

  it('is found wanting when the loader refuses its example', () => {
    const wrong = page('```yaml\nlimits:\n  a: { title: A, max: 5, min: 9 }\n```\n');
    expect(problemsIn(runbookFiles([...without('runbook/limits.md'), wrong], SCHEMA))).toEqual([
      expect.stringContaining('the lower limit is above the upper one'),
    ]);
  });
});
