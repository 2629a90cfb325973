import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allCommands } from '../../../src/app/features.ts';
import { refuseUnknownChoice } from '../../../src/commands/choice-options.ts';
import type { Command } from '../../../src/commands/command.ts';
import { refuseLongValue } from '../../../src/commands/long-options.ts';
import { readTruths } from '../../../src/commands/truth-options.ts';
import { readTypedOptions } from '../../../src/commands/typed-options.ts';
import { projectRoot } from '../../../src/files/project-root.ts';

/** `/ops …` with lower-case words, then options as `name:value` or something filled in. */
const PRINTED = /\/(ops(?: [a-z]+(?=[ .,;)'"`\\]|:(?!\S)|$))*)((?: (?:[a-z-]+:\S+|\$\{[^}]+\}))*)/g;

describe('the commands that Keyturn prints', () => {
  let commands: readonly Command[];
  beforeAll(async () => {
    commands = await allCommands();
  });

  const commandOf = (text: string): Command | undefined =>
    commands
      .filter(({ path }) => text === path.join(' ') || text.startsWith(`${path.join(' ')} `))
      .toSorted((a, b) => b.path.length - a.path.length)[0];

  it('are examples that name their options as every platform takes them', () => {
    const examples = commands.flatMap((command) => command.examples.map((example) => ({ command, example })));
    expect(examples.length).toBeGreaterThan(15);
    for (const { command, example } of examples) {
      const rest = example.slice(`/${command.path.join(' ')}`.length).trim();
      const values = readTypedOptions(command.options, rest);
      expect(
        Object.entries(values)
          .map(([name, value]) => `${name}:${value}`)
          .join(' '),
      ).toBe(rest);
      for (const option of command.options.filter(({ required }) => required))
        expect(values, example).toHaveProperty(option.name);
    }
  });

  it('in cards, refusals and documents name a command that exists, and are taken by what it declares', async () => {
    let [seen, parsed] = [0, 0];
    for (const { file, line } of await printedLines()) {
      for (const [text, path = '', options = ''] of line.matchAll(PRINTED)) {
        // Slack's own words when it gets no answer.
        if (text.startsWith('/ops failed')) continue;
        seen += 1;
        const known = commands.some(
          ({ path: own }) =>
            `${own.join(' ')} `.startsWith(`${path} `) || path.startsWith(`${own.join(' ')} `),
        );
        expect(known, `${file}: ${text}`).toBe(true);
        const command = commandOf(path);
        // A command that is only named is not there to be typed as it stands.
        if (command === undefined || options.trim() === '') continue;
        parsed += 1;
        expectTaken(command, options, `${file}: ${text}`);
      }
    }
    expect(seen).toBeGreaterThan(60);
    expect(parsed).toBeGreaterThan(15);
  });

  /** What a person copies: the sentence around it ends before its punctuation. */
  function expectTaken(command: Command, options: string, where: string): void {
    const written = options
      .trim()
      .split(' ')
      .filter((word) => word.includes(':'));
    const names = written.map((word) => word.slice(0, word.indexOf(':')));
    const values = Object.fromEntries(
      written.map((word, index) => {
        const name = names[index] ?? '';
        const option = command.options.find((one) => one.name === name);
        const sample = option?.choices?.[0]?.value ?? (option?.type === 'boolean' ? 'true' : 'apr-7k2m9q4t');
        const value = word.slice(name.length + 1).replaceAll(/\$\{[^}]+\}/g, sample);
        return [name, value.replace(/['"`),;\]\\].*$/, '').replace(/[.:]+$/, '')];
      }),
    );
    const typed = Object.entries(values).map(([name, value]) => `${name}:${value}`);
    expect(readTypedOptions(command.options, typed.join(' ')), where).toEqual(values);
    expect(
      names.filter((name) => !command.options.some((option) => option.name === name)),
      where,
    ).toEqual([]);
    for (const option of command.options.filter(({ required }) => required))
      expect(values, where).toHaveProperty(option.name);
    expect(() => {
      refuseLongValue(command, values);
      refuseUnknownChoice(command, values);
      readTruths(command, values);
    }, where).not.toThrow();
  }

  it('for a shell name a command and options that the program declares', async () => {
    const declared = await shellCommands();
    expect(declared.size).toBeGreaterThan(10);
    let seen = 0;
    for (const { file, line } of await printedLines()) {
      for (const [text, typed = ''] of line.matchAll(/\\?`keyturn ([^`\\]+)\\?`/g)) {
        seen += 1;
        const [first = '', second = ''] = typed.split(/\s+/);
        const own = declared.get(`${first} ${second}`) ?? declared.get(first);
        expect(own, `${file}: ${text}`).toBeDefined();
        for (const [option] of typed.matchAll(/(?<=\s)--[a-z-]+/g))
          expect(own, `${file}: ${text}`).toContain(`'${option}`);
      }
    }
    expect(seen).toBeGreaterThan(60);
  });

  it('never hold an id of ours for people to read: where one is needed, it stands in a command that takes it', async () => {
    const found: string[] = [];
    for (const { file, line } of await printedLines()) {
      if (!SPEAKING.test(file) || /store\.ts$/.test(file) || /new (Type)?Error\(/.test(line)) continue;
      // A sentence, and neither a key, a path or a chain nor what only a bug would show.
      for (const [text] of line.matchAll(
        /(?<![/\w:.-])\$\{(?:\w+\.)*(?:runId|requestId|stepId|(?:run|request|last|change|holder|step)\.id)\}(?![/\w.])/g,
      ))
        if (/[`'] ?[A-Za-z"]+ |\w [a-z]+ \$\{/.test(line)) found.push(`${file}: ${text} in ${line.trim()}`);
    }
    expect(found).toEqual([]);
  });

  it('are read by the console in the same way as by the others', async () => {
    // The page's scripts are checked by a project of their own.
    const page: { readTypedOptions: typeof readTypedOptions } = await import(
      new URL('../../../src/bot/platforms/console/web/typed-options.js', import.meta.url).href
    );
    const options = ['action', 'dry-run', 'reason'].map((name) => ({ name }));
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('action:x', 'action:', 'dry-run:true', 'reason:why', 'a:b', ' '),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const typed = words.join(' ');
        expect(page.readTypedOptions(options, typed)).toEqual(readTypedOptions(options, typed));
      }),
    );
  });

  it('give what was typed without a name to the first option', () => {
    expect(readTypedOptions([{ name: 'request' }, { name: 'why' }], 'apr-1 why:it is needed')).toEqual({
      request: 'apr-1',
      why: 'it is needed',
    });
  });
});

/** Rooms that speak to people about requests, runs and steps. */
const SPEAKING = /src\/(approval|runbook\/run|runbook\/engine|commands|bot\/cards)\//;

interface Line {
  readonly file: string;
  readonly line: string;
}

/** Every line of the sources that is not a comment, and of the documents but the decisions, which tell of their time, and what shows how to add a command. */
async function printedLines(): Promise<readonly Line[]> {
  const below = async (folder: string, ending: string): Promise<readonly string[]> =>
    (await readdir(join(projectRoot, folder), { recursive: true }))
      .filter((name) => name.endsWith(ending) && !/^adr|^add-/.test(name))
      .map((name) => join(projectRoot, folder, name));
  const files = [
    ...(await below('src', '.ts')),
    ...(await below('docs', '.md')),
    join(projectRoot, 'README.md'),
  ];
  const read = await Promise.all(
    files.map(async (file) =>
      (await readFile(file, 'utf8'))
        .split('\n')
        .filter((line) => !file.endsWith('.ts') || !/^\s*(\*|\/\/|\/\*)/.test(line))
        // Of a document, what it shows as typed.
        .flatMap((line) =>
          file.endsWith('.ts') || /^\/ops /.test(line) ? [line] : (line.match(/`[^`]+`/g) ?? []),
        )
        .map((line) => ({ file, line })),
    ),
  );
  return read.flat();
}

/** The declaration of each command of the program, by what is typed after `keyturn`. */
async function shellCommands(): Promise<ReadonlyMap<string, string>> {
  const source = await readFile(join(projectRoot, 'src', 'cli.ts'), 'utf8');
  const parts = source.split(/^(program|audit|const audit = program)(?=\n?\s*\.command\()/m);
  const found = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2) {
    const declaration = (parts[index + 1] ?? '').replaceAll(/'-\w, /g, "'");
    const name = /\.command\('([a-z-]+)'\)/.exec(declaration)?.[1];
    if (name !== undefined) found.set(parts[index] === 'audit' ? `audit ${name}` : name, declaration);
  }
  return found;
}
