import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writtenPolicy } from '../../../src/approval/policy.ts';
import { configJsonSchema } from '../../../src/config/json-schema.ts';

const FILE = new URL('../../../schema/keyturn.schema.json', import.meta.url);

describe('schema/keyturn.schema.json', () => {
  it('is current (write it anew with UPDATE_SCHEMA=1)', () => {
    const text = `${JSON.stringify(configJsonSchema(writtenPolicy), null, 2)}\n`;
    if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, text);
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });

  it('knows every section', () => {
    const { properties } = configJsonSchema() as { properties: object };
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(['people', 'roles', 'channels', 'systems', 'platforms', 'timing']),
    );
  });
});
