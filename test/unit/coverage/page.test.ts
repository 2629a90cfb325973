import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../src/coverage/report/page.ts';
import { compared } from './comparing.ts';

const DOCUMENT = '# Desk\n\n- <script>alert(1)</script> & "more"\n- two\n- three\n';
const RUNBOOK = `facts:
  a: { title: "<b>A</b>", source: L4, value: V }
  wide: { title: Wide, source: L4-5, value: V }
leftOut:
  b: { source: L3, reason: "<img src=x onerror=alert(2)> is old." }
`;

describe('the page', () => {
  it('has each line of the document under its number, with who cites it, where, and why nobody does', async () => {
    const page = await pageOf(compared(DOCUMENT, RUNBOOK));
    const rows = [...page.matchAll(/<tr id="(L\d)" class="([^"]*)">/g)].map(([, id, standing]) => [
      id,
      standing,
    ]);
    expect(rows).toEqual([
      ['L1', 'structure'],
      ['L2', 'structure'],
      ['L3', 'left-out'],
      ['L4', 'placed'],
      ['L5', 'placed'],
    ]);
    expect(page).toMatch(/fact a <small>[^<]*a\.yaml:5 \(L4\)<\/small> <details><summary>and 1 more/);
  });

  it('is text wherever a document or a runbook speaks, and loads and runs nothing', async () => {
    const page = await pageOf(compared(DOCUMENT, RUNBOOK));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;');
    expect(page).toContain('&lt;img src=x onerror=alert(2)&gt; is old.');
    expect(page).not.toMatch(/<(?:script|img|b|link|iframe)\b/);
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
  });

  it('leads from what is unplaced to its line', async () => {
    const page = await pageOf(compared(DOCUMENT, ''));
    expect(page.match(/<li><a href="#L\d">/g)).toHaveLength(3);
  });

  it('is drawn whole where there is much of everything', async () => {
    const document = Array.from({ length: 3_000 }, (_, index) => `- line ${index}`).join('\n');
    const page = await pageOf(compared(document, ''));
    expect(page.match(/<tr id=/g)).toHaveLength(3_000);
    expect(page).toContain('line 2999');
  });
});
