import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { allCommands } from '../../../../../src/app/features.ts';
import { writtenPolicy } from '../../../../../src/approval/policy.ts';
import { askedFor, NEEDED } from '../../../../../src/bot/platforms/discord/permissions.ts';
import { readConfig } from '../../../../../src/config/load.ts';
import { projectRoot } from '../../../../../src/files/project-root.ts';

/** keyturn.yaml, as far as the guide changes it. */
type Written = Record<'people' | 'channels' | 'platforms', object>;

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const guide = read('docs', 'connect-discord.md');

describe('docs/connect-discord.md', () => {
  it('names the permissions that the invitation asks for', () => {
    const listed = [...guide.matchAll(/^- ([A-Z][A-Za-z ]+)$/gm)].map(([, name]) => name);
    expect(listed).toEqual(NEEDED.map(({ name }) => name));
  });

  it('names what opening channels needs besides', () => {
    const categories = { public: '1', private: '1', archive: null };
    const more = askedFor(categories).filter((one) => !NEEDED.includes(one));
    expect(more).toHaveLength(3);
    for (const { name } of more) expect(guide).toContain(`**${name}**`);
  });

  it('uses commands that there are', async () => {
    const runbook = files(join(projectRoot, 'runbooks', 'twist'), '.yaml').map((file) =>
      readFileSync(file, 'utf8'),
    );
    const shortcuts = [...runbook.join('\n').matchAll(/^ +shortcut: (\S+)$/gm)].map(
      ([, name]) => `twist ${name}`,
    );
    const known = new Set([...(await allCommands()).map(({ path }) => path.join(' ')), ...shortcuts]);
    const used = [...guide.matchAll(/`\/((?:ops|twist)[a-z -]*)`/g)].map(([, path]) => path);
    expect(used.length).toBeGreaterThan(4);
    expect(used.filter((path) => !known.has(path ?? ''))).toEqual([]);
    const program = read('src', 'cli.ts');
    for (const [, name] of guide.matchAll(/npx keyturn ([a-z]+)/g))
      expect(program).toContain(`.command('${name}')`);
  });

  it('quotes what people really see', () => {
    const source = files(join(projectRoot, 'src'), '.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const quoted = [...guide.matchAll(/“([^”]+)”/g)].map(([, text = '']) => text);
    expect(quoted.length).toBeGreaterThan(6);
    expect(quoted.filter((text) => !source.includes(text))).toEqual([]);
  });

  it('shows settings that are taken', async () => {
    const excerpt = parse(/```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '') as Written;
    const demo = parse(read('examples', 'demo', 'keyturn.yaml')) as Written;
    const written = {
      ...demo,
      platforms: excerpt.platforms,
      people: { ...demo.people, ...excerpt.people },
      channels: { ...demo.channels, ...excerpt.channels },
    };
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-guide-'));
    const file = join(folder, 'discord.yaml');
    writeFileSync(file, stringify(written));
    const env = { KEYTURN_CONFIG: file, DISCORD_TOKEN: 'token' };
    const result = await readConfig({ env, cwd: folder, policy: writtenPolicy });
    rmSync(folder, { recursive: true });
    expect(result).toMatchObject({ ok: true });
  });
});

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
