import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writtenPolicy } from '../../../../src/approval/policy.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, folderWith, problemsOf, runbookOf } from './folder.ts';

const LOOK = `  look:
    title: Look
    source: L1
    risk: read
    steps: [{ shell: { run: [ls] }, effect: pure }]`;

describe('reading runbooks', () => {
  it('reads a valid one', () => {
    const runbook = runbookOf(demo(LOOK));
    expect(runbook.id).toBe('demo');
    expect(runbook.actions.look).toMatchObject({ id: 'look', risk: 'read' });
    expect(runbook.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the same digest for another order of keys and another layout, and a new one for a new content', () => {
    const flow = `  look: { steps: [{ effect: pure, shell: { run: ["ls"] } }], risk: read, source: L1, title: Look }`;
    expect(runbookOf(demo(flow)).digest).toBe(runbookOf(demo(LOOK)).digest);
    expect(runbookOf(demo(LOOK.replace('ls', 'id'))).digest).not.toBe(runbookOf(demo(LOOK)).digest);
  });

  it('says that a folder is that of one runbook, and which one to name', () => {
    const folder = folderWith({ 'demo/a.yaml': demo(LOOK), 'demo/tests/a.yaml': 'tests: []\n' });
    const { readable, problems } = loadRunbooks(join(folder, 'demo'), stepKinds);
    expect(readable).toBe(false);
    expect(problems).toMatchObject([
      {
        message: 'The folder of runbooks is that of one runbook, and is to hold a folder for each.',
        suggestion: `Name the folder above it: ${folder}.`,
      },
    ]);
  });

  it('takes no other file beside the folders of runbooks for a runbook', () => {
    const folder = folderWith({
      'demo/a.yaml': demo(LOOK),
      'notes.yaml': 'notes: [runbook]\n',
      'copy.yaml': demo(LOOK),
    });
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    expect(loadRunbooks(folder, stepKinds).runbooks.map(({ id }) => id)).toEqual(['demo']);
  });

  it('puts the files of one folder together', () => {
    const folder = folderWith({
      'demo/a.yaml': demo(LOOK),
      'demo/b.yaml': `runbook: demo\nactions:\n${LOOK.replace('look:', 'see:')}`,
    });
    const { runbooks } = loadRunbooks(folder, stepKinds);
    expect(Object.keys(runbooks[0]?.actions ?? {})).toEqual(['look', 'see']);
    expect(runbooks[0]?.files).toEqual(['a.yaml', 'b.yaml']);
  });

  it('names both places of what is defined in two files', () => {
    const folder = folderWith({
      'demo/a.yaml': demo(LOOK),
      'demo/b.yaml': `runbook: demo\nactions:\n${LOOK}`,
    });
    const [problem] = loadRunbooks(folder, stepKinds).problems;
    expect(problem).toMatchObject({ line: 3, column: 3 });
    expect(problem?.file).toMatch(/demo\/b\.yaml$/);
    expect(problem?.message).toMatch(/^'look' is already defined in .*demo\/a\.yaml:6:3\.$/);
  });

  it('takes a policy of the settings in place of the one of the same name', () => {
    const folder = folderWith({ 'demo/a.yaml': demo(LOOK) });
    const strict = writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 2 }] });
    const [runbook] = loadRunbooks(folder, stepKinds, {
      policies: { 'one-sre': strict, other: strict },
    }).runbooks;
    expect(runbook?.policies).toEqual({ 'one-sre': strict });
  });

  it('keeps a valid runbook although its neighbour is broken', () => {
    const folder = folderWith({ 'demo/a.yaml': demo(LOOK), 'other/a.yaml': 'runbook: [' });
    const { runbooks, refused } = loadRunbooks(folder, stepKinds);
    expect(runbooks.map((runbook) => runbook.id)).toEqual(['demo']);
    expect(refused).toEqual(['other']);
  });

  it('ignores folders without YAML and says when the folder itself is missing', () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'empty'));
    expect(loadRunbooks(folder, stepKinds)).toMatchObject({ runbooks: [], problems: [], readable: true });
    expect(loadRunbooks(join(folder, 'nowhere'), stepKinds)).toMatchObject({ readable: false });
  });

  it('reports a file that cannot be read as a file', () => {
    const folder = folderWith({ 'demo/b.yaml': demo(LOOK) });
    mkdirSync(join(folder, 'demo', 'a.yaml'));
    expect(loadRunbooks(folder, stepKinds).problems[0]?.message).toContain('cannot be read');
  });

  it('does not wait for whoever would write into a pipe that stands where a file should', () => {
    const folder = folderWith({ 'demo/b.yaml': demo(LOOK) });
    execFileSync('mkfifo', [join(folder, 'demo', 'a.yaml')]);
    expect(loadRunbooks(folder, stepKinds).problems[0]?.message).toBe(
      'The file cannot be read: it is a named pipe.',
    );
  });
});

describe('what a broken runbook is told', () => {
  it('says where YAML itself is broken', () => {
    const [problem] = problemsOf('runbook: demo\ntitle: "open\n');
    expect(problem).toMatchObject({
      file: 'demo/a.yaml',
      line: 2,
      column: 8,
      suggestion: expect.stringContaining('Close it with "'),
    });
  });

  it('names a key that stands twice', () => {
    const [problem] = problemsOf('runbook: demo\ntitle: A\ntitle: B\n');
    expect(problem).toMatchObject({
      line: 3,
      column: 1,
      message: 'This key stands twice in the same block.',
    });
  });

  it('points at an unknown key and offers the nearest one', () => {
    const [problem] = problemsOf(demo(LOOK.replace('risk:', 'rsik:')));
    const unknown = problemsOf(demo(LOOK.replace('risk: read', 'risk: read\n    cooldwn: 10m')))[0];
    expect(problem?.message).toContain("'risk' is missing");
    expect(unknown).toMatchObject({ line: 10, column: 5, suggestion: "Did you mean 'cooldown'?" });
  });

  it('finds misspelt keys inside steps', () => {
    const [problem] = problemsOf(demo(LOOK.replace('{ run:', '{ rum:')));
    expect(problem).toMatchObject({ line: 10 });
    const misspelt = problemsOf(demo(LOOK.replace('run: [ls]', 'run: [ls], exitz: {}')))[0];
    expect(misspelt?.suggestion).toBe("Did you mean 'exits'?");
  });

  it('offers the nearest value of a list', () => {
    const [problem] = problemsOf(demo(LOOK.replace('risk: read', 'risk: red')));
    expect(problem).toMatchObject({ line: 9, column: 11, suggestion: expect.stringContaining("'read'") });
  });

  it('wants exactly one kind in a step', () => {
    const [none] = problemsOf(demo(LOOK.replace('shell: { run: [ls] }, ', '')));
    expect(none?.message).toContain('a step without a kind');
    const [two] = problemsOf(demo(LOOK.replace('effect', 'wait: { for: 1s }, effect')));
    expect(two?.message).toContain('a step with two kinds: shell and wait');
  });

  it('wants durations with a unit', () => {
    const [problem] = problemsOf(demo(LOOK.replace('risk: read', 'risk: read\n    cooldown: "10"')));
    expect(problem).toMatchObject({ line: 10, suggestion: expect.stringContaining('90s, 30m') });
  });

  it('wants source lines', () => {
    const [problem] = problemsOf(demo(LOOK.replace('source: L1', 'source: line 1')));
    expect(problem).toMatchObject({ line: 8, suggestion: expect.stringContaining('L183-184') });
  });

  it('wants the name of the folder', () => {
    const [problem] = problemsOf(demo(LOOK).replace('runbook: demo', 'runbook: demos'));
    expect(problem).toMatchObject({ line: 1, suggestion: expect.stringContaining('runbook: demo') });
  });

  it('reports every problem of a file in the order of its lines', () => {
    const text = demo(LOOK.replace('title: Look', 'titel: Look').replace('risk: read', 'risk: red'));
    const lines = problemsOf(text).map((problem) => problem.line);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it.each([
    'null',
    '[]',
    '- a',
    '"text"',
    '{}',
    ': :',
    '\u0000',
    '&a [*a]',
    'actions: 3',
    'runbook: demo\nactions: { __proto__: {} }',
  ])('never throws for %j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});
