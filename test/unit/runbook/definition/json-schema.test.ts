import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../../../src/runbook/definition/construct/runbook.ts';
import { runbookJsonSchema } from '../../../../src/runbook/definition/json-schema.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const FILE = new URL('../../../../schema/runbook.schema.json', import.meta.url);

describe('schema/runbook.schema.json', () => {
  it('is current (write it anew with UPDATE_SCHEMA=1)', () => {
    const text = `${JSON.stringify(runbookJsonSchema(stepKinds), null, 2)}\n`;
    if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, text);
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });

  it('knows every collection and every kind of step', () => {
    const { properties } = runbookJsonSchema(stepKinds) as { properties: object };
    expect(Object.keys(properties).sort()).toEqual(
      [...COLLECTIONS, 'runbook', 'title', 'description', 'source', 'changelog'].sort(),
    );
    const text = JSON.stringify(properties) + JSON.stringify(runbookJsonSchema(stepKinds));
    for (const kind of stepKinds.values()) expect(text).toContain(JSON.stringify(kind.summary));
  });
});
