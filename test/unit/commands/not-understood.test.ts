import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allCommands } from '../../../src/app/features.ts';
import { readCommand } from '../../../src/bot/platforms/slack/inbound/read-command.ts';
import { refuseUnknownChoice } from '../../../src/commands/choice-options.ts';
import type { Command } from '../../../src/commands/command.ts';
import { refuseLongValue } from '../../../src/commands/long-options.ts';
import { shortcutCommands } from '../../../src/commands/shortcuts.ts';
import { refuseSurplus } from '../../../src/commands/surplus.ts';
import { readTypedOptions } from '../../../src/commands/typed-options.ts';
import { unknownCommand } from '../../../src/commands/unknown-command.ts';
import { usageOf } from '../../../src/commands/usage.ts';
import { OpsError } from '../../../src/errors.ts';
import { actionView, paramView } from './support.ts';

interface PageRead {
  readonly command: Command | undefined;
  readonly words: readonly string[];
  readonly rest: string;
}

describe('what somebody typed and nobody understands', () => {
  let commands: readonly Command[];
  beforeAll(async () => {
    const verdict = paramView('verdict', { type: 'choice', choices: ['false-positive', 'real'] });
    commands = [
      ...(await allCommands()),
      ...shortcutCommands([
        actionView({ params: [verdict, paramView('note', { required: false })] }),
        actionView({ ref: 'twist:health/check', shortcut: 'health', risk: 'read' }),
      ]),
    ];
  });

  const refusal = (text: string) => unknownCommand(text.slice(1).split(' '), commands).refusal;
  const commandOf = (path: string): Command => {
    const found = commands.find((command) => command.path.join(' ') === path);
    if (found === undefined) throw new Error(`no ${path}`);
    return found;
  };
  const given = (path: string, typed: string) => {
    const command = commandOf(path);
    const values = readTypedOptions(command.options, typed);
    try {
      refuseLongValue(command, values);
      refuseSurplus(command, values);
      refuseUnknownChoice(command, values);
      return undefined;
    } catch (error) {
      return (error as OpsError).refusal;
    }
  };

  it.each([
    ['/ops staus', '/ops status'],
    ['/ops staus twist', '/ops status'],
    ['/op status', '/ops status'],
    ['/ops aprovals list', '/ops approvals list'],
    ['/ops approvals lst', '/ops approvals list'],
    ['/ops approvals shw apr-1', '/ops approvals show'],
    ['/twst health', '/twist health'],
    ['/twist helth', '/twist health'],
    ['/status', '/ops status'],
    ['/ops verify', '/ops audit verify'],
  ])('%s is answered with %s', (typed, meant) => {
    expect(refusal(typed)).toMatchObject({ code: 'command.unknown' });
    expect(refusal(typed).next).toMatch(new RegExp(`^Did you mean ${meant}( or .*)?\\? `));
  });

  it('a word that is near to nothing is answered with what there is at its place', () => {
    expect(refusal('/ops approvals xyzzy').next).toContain('list, show');
    expect(refusal('/frobnicate').next).toContain('ops, twist');
  });

  it('a group alone says which commands it has', () => {
    expect(refusal('/ops approvals')).toMatchObject({
      code: 'command.group',
      next: expect.stringContaining('list, show'),
    });
    expect(refusal('/twist').next).toContain('health, reset-breaker');
  });

  it('any command with one letter wrong leads back to that command', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom('q', 'x', ''), (which, where, letter) => {
        const path = commands[which % commands.length]?.path ?? [];
        const last = path.at(-1) ?? '';
        const at = where % last.length;
        const typed = [...path.slice(0, -1), `${last.slice(0, at)}${letter}${last.slice(at + 1)}`];
        const isKnown = commands.some((one) => one.path.join(' ') === typed.join(' '));
        fc.pre(!isKnown && last.length > 3);
        const { next, code } = unknownCommand(typed, commands).refusal;
        expect(code).toBe('command.unknown');
        expect(next, typed.join(' ')).toContain(`/${path.join(' ')}`);
      }),
    );
  });

  it.each([
    ['ops status', 'twist foo', 'foo'],
    ['ops status', 'system:twist foo bar', 'foo bar'],
    ['ops approvals show', 'apr-7k2m9q4t now', 'now'],
    ['ops approvals list', 'true please', 'please'],
    ['ops audit export', 'csv quickly', 'quickly'],
    ['ops audit show', 'people today', 'today'],
    ['ops run', 'twist:health/check share:true please', 'please'],
    ['twist reset-breaker', 'real maybe', 'maybe'],
    ['twist health', 'true foo', 'foo'],
  ])('/%s %s is refused for "%s", with how it is written', (path, typed, surplus) => {
    const refused = given(path, typed);
    expect(refused).toMatchObject({ code: 'command.surplus', what: 'Nothing was done.' });
    expect(refused?.why).toContain(`"${surplus}" was not understood`);
    expect(refused?.next).toContain(usageOf(commandOf(path)));
  });

  it('words behind a command that takes nothing are refused', () => {
    expect(refusal('/ops link list all of them')).toMatchObject({
      code: 'command.surplus',
      why: '"all of them" was not understood: /ops link list takes nothing behind it.',
    });
  });

  it.each([
    ['ops status', 'sytem:twist', 'system'],
    ['ops approvals show', 'rquest:apr-1', 'request'],
    ['ops run', 'twist:health/check dryrun:true', 'dry-run'],
    ['ops run', 'acton:twist:health/check', 'action'],
    ['twist reset-breaker', 'verdct:real', 'verdict'],
  ])('/%s %s is told the option that was meant', (path, typed, meant) => {
    expect(given(path, typed)).toMatchObject({
      code: 'command.unknown-option',
      next: expect.stringContaining(`Did you mean '${meant}'?`),
    });
  });

  it('prose may hold colons, and a search may hold words', () => {
    expect(given('ops channel open', 'name:outage about:nme: it is the abut:game again')).toBeUndefined();
    expect(given('ops run', 'reset the breaker')).toBeUndefined();
    expect(given('ops run', 'shore:tide/check')).toBeUndefined();
    expect(given('ops help', 'ops run')).toBeUndefined();
    expect(given('twist reset-breaker', 'verdict:real note:see nte: above')).toBeUndefined();
  });

  it('a choice that there is not is refused, and not taken for the usual one', () => {
    expect(given('ops audit export', 'cvs')).toMatchObject({
      code: 'command.unknown-choice',
      next: "Did you mean 'csv'?",
    });
  });

  it('a value that is too long is refused with the count', () => {
    const refused = given('ops channel open', `name:outage about:${'x'.repeat(5_000)}`);
    expect(refused).toMatchObject({ code: 'command.too-long' });
    expect(refused?.why).toContain('has 5,000 characters, and takes at most 250');
  });

  it('is read by the console as by Slack: a command, or words for the bot to refuse', async () => {
    const page: { readCommand: (all: readonly Command[], text: string) => PageRead } = await import(
      new URL('../../../src/bot/platforms/console/web/command-search.js', import.meta.url).href
    );
    const known = commands.flatMap(({ path }) => path);
    const word = fc.oneof(fc.constantFrom(...known, 'OPS', 'Twist', 'foo', 'a:b', 'apr-1'), fc.string());
    fc.assert(
      fc.property(
        fc.constantFrom('ops', 'twist', 'frob'),
        fc.array(word, { maxLength: 8 }),
        (root, words) => {
          const text = words.join(' ');
          const slack = readCommand(`/${root}`, text, commands);
          const console = page.readCommand(commands, `/${root} ${text}`);
          if (slack.type === 'ask') {
            expect(console.command).toBe(slack.command);
            expect(console.rest).toBe(slack.rest);
          } else
            expect(console.command?.options.length ? console.command.path : console.words).toEqual(
              slack.path,
            );
        },
      ),
      { examples: [['ops', ['inbox', '!', '!', '!', 'ops', '!']]] },
    );
  });

  it('no example of a command is refused', () => {
    for (const command of commands)
      for (const example of command.examples)
        expect(
          given(command.path.join(' '), example.slice(`/${command.path.join(' ')} `.length)),
          example,
        ).toBeUndefined();
  });
});

const ALLOWED = { effect: 'allow' };

describe('/ops help', () => {
  const help = async (topic: string, commands: readonly Command[]) => {
    const command = commands.find(({ path }) => path.join(' ') === 'ops help');
    const services = {
      commands: () => commands,
      catalogue: { actions: () => commands.flatMap(({ action }) => action ?? []) },
      people: { authorizeAll: async (_who: unknown, deeds: readonly unknown[]) => deeds.map(() => ALLOWED) },
    };
    const context = { services } as unknown as Parameters<Command['run']>[0];
    return JSON.stringify(await command?.run(context, { topic }));
  };

  it('explains a group with how each of its commands is written', async () => {
    const commands = await allCommands();
    for (const topic of ['approvals', 'ops approvals', '/ops  approvals']) {
      const card = await help(topic, commands);
      expect(card).toContain('/ops approvals list [all:true|false]');
      expect(card).toContain('/ops approvals show request:…');
    }
    expect(await help('ops', commands)).toContain(
      '/ops run action:… [dry-run:true|false] [share:true|false]',
    );
  });

  it('says of each option whether it must be given, and shows an example with those', async () => {
    const verdict = paramView('verdict', { type: 'choice', choices: ['real', 'false'] });
    const note = paramView('note', { example: 'seen twice' });
    const commands = [
      ...(await allCommands()),
      ...shortcutCommands([actionView({ params: [verdict, note, paramView('more', { required: false })] })]),
    ];
    const card = await help('twist reset-breaker', commands);
    expect(card).toContain('/twist reset-breaker verdict:real|false note:… [more:…]');
    expect(card).toContain('/twist reset-breaker verdict:real note:seen twice"');
    expect(card).toContain('choice, required'.replace('choice', 'real | false'));
    expect(card).toContain('text, optional');
  });

  it('finds the topic that was meant, or names it', async () => {
    const commands = await allCommands();
    expect(await help('aprovals', commands)).toContain('/ops approvals list');
    await expect(help('ops rum', commands)).rejects.toThrow(OpsError);
    await expect(help('ops rum', commands)).rejects.toMatchObject({
      refusal: { next: expect.stringContaining('Did you mean "ops run"?') },
    });
  });
});
