import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpsError } from '../../../../src/errors.ts';
import { scopeWith } from './example.ts';

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof OpsError) return error.code;
    throw error;
  }
  return undefined;
}

describe('filling texts', () => {
  it('fills parameters and variables', () => {
    const scope = scopeWith({ name: 'x', count: 3, on: true });
    expect(scope.text('{{ vars.monitor }}/{{params.name}}?n={{ params.count }}&on={{ params.on }}')).toBe(
      'https://monitor.example/x?n=3&on=true',
    );
  });

  it('never reads a value as a template again', () => {
    const scope = scopeWith({ name: '{{ secrets.DATABASE_URL }}', other: '{{ vars.monitor }}' });
    expect(scope.text('{{ params.name }} {{ params.other }}')).toBe(
      '{{ secrets.DATABASE_URL }} {{ vars.monitor }}',
    );
    expect(scope.secrets.size).toBe(0);
  });

  it('5.11 refuses secrets where they would be shown or passed as arguments', () => {
    expect(codeOf(() => scopeWith({}).argv(['prog', '{{ secrets.TOKEN }}']))).toBe('plan.template');
    expect(codeOf(() => scopeWith({}).url('https://a.example/{{ secrets.TOKEN }}'))).toBe('plan.template');
  });

  it('says which variable has no value and where to set it', () => {
    expect(codeOf(() => scopeWith({}).text('{{ vars.other }}'))).toBe('plan.variable');
    expect(codeOf(() => scopeWith({}).text('{{ vars.constructor }}'))).toBe('plan.variable');
  });

  it('refuses results of steps and unknown parameters', () => {
    expect(codeOf(() => scopeWith({}).text('{{ steps.a.b }}'))).toBe('plan.template');
    expect(codeOf(() => scopeWith({}).text('{{ params.toString }}'))).toBe('plan.template');
  });
});

describe('5.10 command lines', () => {
  it('keep each item one argument, whatever it contains', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.startsWith('-') && text !== '');
        expect(scopeWith({ p: text }).argv(['prog', '{{ params.p }}', 'end'])).toEqual(['prog', text, 'end']);
      }),
      { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 500) },
    );
  });

  it('refuse a value that begins with a hyphen as an item of its own', () => {
    const scope = scopeWith({ p: '-rf', empty: '' });
    expect(codeOf(() => scope.argv(['prog', '{{ params.p }}']))).toBe('plan.option');
    expect(codeOf(() => scope.argv(['prog', '{{ params.p }}x']))).toBe('plan.option');
    expect(codeOf(() => scope.argv(['prog', '{{ params.empty }}{{ params.p }}']))).toBe('plan.option');
    expect(codeOf(() => scope.argv(['{{ params.p }}']))).toBe('plan.option');
    expect(codeOf(() => scopeWith({ n: -5 }).argv(['prog', '{{ params.n }}']))).toBe('plan.option');
  });

  it('allow it behind a flag and after --', () => {
    const scope = scopeWith({ p: '-rf' });
    expect(scope.argv(['prog', '--reason={{ params.p }}', '--', '{{ params.p }}'])).toEqual([
      'prog',
      '--reason=-rf',
      '--',
      '-rf',
    ]);
  });

  it('do not take a value of -- for the end of the options', () => {
    expect(
      codeOf(() => scopeWith({ p: '--', q: '-x' }).argv(['prog', '{{ params.p }}', '{{ params.q }}'])),
    ).toBe('plan.option');
  });

  it('leave out an item whose optional parameter was not given', () => {
    const scope = scopeWith({}, { declared: ['expires'] });
    expect(scope.argv(['prog', '--expires={{ params.expires }}', 'end'])).toEqual(['prog', 'end']);
    expect(scope.text('in {{ params.expires }}')).toBe('in ');
  });
});

describe('URLs', () => {
  it('keep a parameter inside its place', () => {
    const scope = scopeWith({ p: '../../admin?x=1#y@evil.example' });
    expect(scope.url('{{ vars.monitor }}/things/{{ params.p }}/status')).toBe(
      'https://monitor.example/things/..%2F..%2Fadmin%3Fx%3D1%23y%40evil.example/status',
    );
  });

  it('refuse a parameter that is a relative path of its own', () => {
    expect(codeOf(() => scopeWith({ p: '..' }).url('https://a.example/{{ params.p }}/x'))).toBe('plan.url');
  });
});
