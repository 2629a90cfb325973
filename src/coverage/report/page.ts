import { html, raw } from 'hono/html';
import type { Citation } from '../../runbook/definition/citation/cited.ts';
import { formatProblem } from '../../runbook/definition/lint.ts';
import { showHidden } from '../../runbook/plan/hidden-characters.ts';
import type { CoveredLine } from '../coverage.ts';
import { isWhole, leftOutIn, type Report } from './report.ts';
import { STYLE } from './style.ts';
import { linesOf, otherDocument, summaryOf, whoOf } from './words.ts';

type Markup = ReturnType<typeof html>;

/** The page runs nothing and loads nothing, whatever a document or a runbook says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One page that needs nothing else: the document with its lines coloured, and beside each who cites it, or why nobody does. */
export async function pageOf(report: Report): Promise<string> {
  const title = `${report.document} in ${report.runbook.id}`;
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
<p>${summaryOf(report)} ${isWhole(report) ? 'Each line has its place.' : ''}</p>
${note(otherDocument(report))}
${unplacedList(report)}
${list('Faulty citations', report.faults.map(formatProblem))}
${leftOutList(report)}
<h2>The document</h2>
<table>
<thead><tr><th scope="col">Line</th><th scope="col">Text</th><th scope="col">It is</th><th scope="col">By</th></tr></thead>
<tbody>
${report.lines.map((line) => row(report, line))}</tbody>
</table>
</body>
</html>
`;
  return String(page);
}

function note(words: string | undefined): Markup {
  return words === undefined ? html`` : html`<p>${words}</p>`;
}

function unplacedList({ lines }: Report): Markup {
  const unplaced = lines.filter(({ standing }) => standing === 'unplaced');
  return list(
    'Unplaced',
    unplaced.map(({ number, text }) => html`<a href="#L${number}">L${number}</a> ${showHidden(text)}`),
  );
}

function leftOutList(report: Report): Markup {
  return list(
    'Left out',
    leftOutIn(report).map(
      (one) => html`<a href="#L${one.ranges[0]?.from}">${linesOf(one)}</a> ${one.leftOut}`,
    ),
  );
}

function list(heading: string, items: readonly (string | Markup)[]): Markup {
  if (items.length === 0) return html``;
  return html`<h2>${heading}</h2>
<ul>
${items.map((item) => html`<li>${item}</li>\n`)}</ul>`;
}

function row(report: Report, { number, text, standing, by, isLoose }: CoveredLine): Markup {
  const said = isLoose ? 'placed by a whole' : standing.replace('structure', '');
  return html`<tr id="L${number}" class="${standing.replace(' ', '-')}"><td class="n"><a href="#L${number}">${number}</a></td><td class="text">${visible(text)}</td><td class="standing">${said}</td><td>${citers(report, by)}</td></tr>
`;
}

/** The narrowest in sight, the others a click away. */
function citers(report: Report, by: readonly Citation[]): Markup {
  const [first, ...others] = by.map((citation) => citer(report, citation));
  if (first === undefined) return html``;
  if (others.length === 0) return first;
  return html`${first} <details><summary>and ${others.length} more</summary>${others.map((one) => html`<div>${one}</div>`)}</details>`;
}

function citer(report: Report, citation: Citation): Markup {
  const { file, line } = report.placeOf(citation);
  return html`${citation.leftOut ?? whoOf(citation)} <small>${file}:${line} (${linesOf(citation)})</small>`;
}

/** Tabs are layout; what nobody could see stands as its number. */
function visible(text: string): string {
  return text.split('\t').map(showHidden).join('\t');
}
