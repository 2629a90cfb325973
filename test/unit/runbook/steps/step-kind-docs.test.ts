import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const source = readFileSync('src/runbook/steps/step.ts', 'utf8');
const page = readFileSync('docs/add-a-step-kind.md', 'utf8');

/** Names of the members of an interface in the source. */
function membersOf(name: string): readonly string[] {
  const body =
    new RegExp(`^(?:export )?interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[(:]/gm)].map((member) => member[1] ?? '');
}

const MEMBERS = ['KindOfStep', 'WorkOnSpec', 'StepDeclaration'].flatMap(membersOf);

describe('the page about step kinds', () => {
  it('finds the members in the source', () => {
    expect(MEMBERS).toEqual(expect.arrayContaining(['kind', 'written', 'stored', 'execute', 'probe']));
  });

  it.each(MEMBERS)('names %s', (member) => {
    expect(page).toContain(`\`${member}\``);
  });
});
