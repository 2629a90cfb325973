import { neutralize, visible } from '../../../chat/safe-text.ts';
import { withTimes } from '../../../chat/time-text.ts';

/**
 * Web addresses without anything that markup could make use of. Discord links them as they stand, so what is
 * read is where they lead; a backslash inside would break them.
 */
const ADDRESS = /(https?:\/\/[\w\-.~:/?#$&'+,;=%!]+)/;
const MARKUP = /[\\*_~`|[\]]/g;
const LINE_START = /^([ \t]*)(?=[>#+-])/gm;
const NUMBERED = /^([ \t]*\d+)(?=[.)])/gm;

/** Text for a place where Discord reads Markdown: shown as it is, mentions nobody, forges no link. */
export function escapeText(text: string): string {
  const parts = visible(text).split(ADDRESS);
  const escaped = parts.map((part, index) => (index % 2 === 1 ? part : escapePart(part, index === 0)));
  return neutralize(escaped.join(''));
}

/** Same, with times in the reader's zone and how far away they are, which Discord keeps up to date. */
export function escapeWithTimes(text: string): string {
  return withTimes(escapeText(text), ({ seconds }) => `<t:${seconds}:f> (<t:${seconds}:R>)`);
}

/** A block of code: nothing in it is markup, except the end of the block. */
export function codeBlock(text: string): string {
  return `\`\`\`\n${visible(text).replace(/``(?=`)/g, '``\u2060')}\n\`\`\``;
}

function escapePart(text: string, first: boolean): string {
  const escaped = text.replace(MARKUP, '\\$&');
  // What follows an address does not begin a line, whatever stands there.
  const head = first ? '' : '\0';
  return `${head}${escaped}`.replace(LINE_START, '$1\\').replace(NUMBERED, '$1\\').slice(head.length);
}
