import { type MarkdownNode, readMarkdown } from './markdown.ts';

/**
 * The numbers (from 1) of the lines on which a document says something: of paragraphs, also those of lists and quotations, of
 * tables below their heads, of code between its fences, and of HTML. Headings, fences, rules, link targets, comments and
 * front matter only give it structure.
 * @param lines of a Markdown document, without their ends
 */
export function operationalLines(lines: readonly string[]): ReadonlySet<number> {
  return new Set(saidBy(readMarkdown(lines.join('\n')), lines));
}

function* saidBy(node: MarkdownNode, lines: readonly string[]): Generator<number> {
  if (node.type === 'paragraph') yield* linesOf(node);
  else if (node.type === 'code') yield* insideFences(node, lines);
  else if (node.type === 'html') yield* isComment(node.value) ? [] : linesOf(node);
  // A table's first row is its head.
  else if (node.type === 'table') for (const row of node.children.slice(1)) yield* linesOf(row);
  else if ('children' in node) for (const child of node.children) yield* saidBy(child, lines);
}

type Positioned = Pick<MarkdownNode, 'position'>;

function* linesOf({ position }: Positioned): Generator<number> {
  if (position === undefined) return;
  for (let line = position.start.line; line <= position.end.line; line += 1) yield line;
}

/** The lines of code that are not blank: in a quotation they are told apart by their content alone. */
function* insideFences(
  { value, position }: Positioned & { readonly value: string },
  lines: readonly string[],
): Generator<number> {
  if (position === undefined) return;
  const { line, column } = position.start;
  const isFenced = /^[`~]/.test((lines[line - 1] ?? '').slice(column - 1));
  const first = isFenced ? line + 1 : line;
  for (const [index, text] of value.split('\n').entries()) if (text.trim() !== '') yield first + index;
}

function isComment(html: string): boolean {
  const text = html.trim();
  return text.startsWith('<!--') && text.indexOf('-->', 2) === text.length - 3;
}
