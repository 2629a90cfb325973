import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync('docs/hardest.md', 'utf8');
const NAMED = [...PAGE.matchAll(/^ +`(test\/\S+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

describe('the page of the ten hardest', () => {
  it('names ten, each with a scenario', () => {
    const parts = PAGE.split(/^\d+\. /m).slice(1);
    expect(parts).toHaveLength(10);
    for (const part of parts) expect(part).toMatch(/`test\//);
  });

  it.each(NAMED)('is true of $file: "$title"', ({ file, title }) => {
    const text = readFileSync(file, 'utf8');
    expect([`it('${title}'`, `it("${title}"`].some((one) => text.includes(one))).toBe(true);
  });
});
