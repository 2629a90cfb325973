import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';

type Root = ReturnType<typeof fromMarkdown>;
/** A node of a Markdown document, with its lines and columns from 1. */
export type MarkdownNode = Root | Root['children'][number];

/** Fences of what tools read at the top of a document: `---` and `+++`. */
const FRONT_MATTER: ['yaml', 'toml'] = ['yaml', 'toml'];

/**
 * What stands inside of a line changes nothing about which lines there are, and to read it takes more than linear time: 20,000
 * asterisks some seconds.
 */
const INSIDE_OF_LINES = [
  ...['attention', 'autolink', 'characterEscape', 'characterReference', 'codeText', 'hardBreakEscape'],
  ...['htmlText', 'labelEnd', 'labelStartImage', 'labelStartLink', 'strikethrough', 'gfmFootnoteCall'],
  ...['emailAutolink', 'wwwAutolink', 'protocolAutolink', 'tasklistCheck'],
];

/** The blocks of a document as CommonMark, GitHub's tables and footnotes, and front matter have them. */
export function readMarkdown(text: string): MarkdownNode {
  return fromMarkdown(text, {
    extensions: [gfm(), frontmatter(FRONT_MATTER), { disable: { null: INSIDE_OF_LINES } }],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(FRONT_MATTER)],
  });
}
