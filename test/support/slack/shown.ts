import { isPart, listOf, type Part } from './check/texts.ts';
import type { Block } from './state.ts';

/** What a person sees of a message, and what Slack makes of its markup. */
export interface Shown {
  readonly text: string;
  /** Whom it notifies. */
  readonly pinged: readonly string[];
  /** Moments that it shows in the reader's zone. */
  readonly times: readonly Date[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly controls: readonly { readonly label: string; readonly actionId: string; readonly type: string }[];
}

export function show(text: string, blocks: readonly Block[]): Shown {
  // With blocks the text is for notifications; a mention in it would notify all the same.
  const fallback = readMrkdwn(text);
  const parts = blocks.map(showBlock);
  const controls = blocks.filter(({ type }) => type === 'actions').flatMap((block) => listOf(block.elements));
  return {
    text: blocks.length === 0 ? fallback.text : parts.map((part) => part.text).join('\n'),
    // A person is notified once, however often a message names them.
    pinged: [...new Set([fallback, ...parts].flatMap((part) => part.pinged))],
    times: parts.flatMap((part) => part.times),
    links: [fallback, ...parts].flatMap((part) => part.links),
    controls: controls.map((control) => ({
      label: textOf(control.text ?? control.placeholder),
      actionId: String(control.action_id),
      type: String(control.type),
    })),
  };
}

type Piece = Omit<Shown, 'controls'>;

function showBlock(block: Block): Piece {
  switch (block.type) {
    case 'header':
      return readText(block.text);
    case 'section':
      return join([...(block.text === undefined ? [] : [block.text]), ...listOf(block.fields)].map(readText));
    case 'context':
      return join(listOf(block.elements).map(readText));
    case 'actions':
      return join(listOf(block.elements).map(linkOf));
    case 'input':
      return join([block.label, ...(block.hint === undefined ? [] : [block.hint])].map(readText));
    case 'rich_text':
      return join(listOf(block.elements).map((one) => join(listOf(one.elements).map(readInline), '')));
    default:
      return NOTHING;
  }
}

const NOTHING: Piece = { text: '', pinged: [], links: [], times: [] };

function join(pieces: readonly Piece[], between = '\n'): Piece {
  return {
    text: pieces.map((piece) => piece.text).join(between),
    pinged: pieces.flatMap((piece) => piece.pinged),
    links: pieces.flatMap((piece) => piece.links),
    times: pieces.flatMap((piece) => piece.times),
  };
}

function readText(value: unknown): Piece {
  if (!isPart(value)) return NOTHING;
  return value.type === 'mrkdwn' ? readMrkdwn(String(value.text)) : { ...NOTHING, text: String(value.text) };
}

function textOf(value: unknown): string {
  return readText(value).text;
}

function linkOf(element: Part): Piece {
  if (typeof element.url !== 'string') return NOTHING;
  return { ...NOTHING, links: [{ text: textOf(element.text), url: element.url }] };
}

function readInline(part: Part): Piece {
  if (part.type === 'text') return { ...NOTHING, text: String(part.text) };
  if (part.type === 'link') {
    const url = String(part.url);
    return { ...NOTHING, text: String(part.text ?? url), links: [{ text: String(part.text ?? url), url }] };
  }
  if (part.type === 'user') return { ...NOTHING, pinged: [String(part.user_id)] };
  // This reader's zone is UTC.
  if (part.type === 'date') {
    const times = [new Date(Number(part.timestamp) * 1_000)];
    return { ...NOTHING, text: String(part.fallback), times };
  }
  return { ...NOTHING, pinged: [`${String(part.type)} ${JSON.stringify(part)}`] };
}

/** Slack's own markup: `<@U1>`, `<!here>`, `<#C1>`, `<https://…|label>`; everything else is text. */
export function readMrkdwn(text: string): Piece {
  const pinged: string[] = [];
  const links: { text: string; url: string }[] = [];
  const shown = text.replace(/<([^<>]*)>/g, (_whole, inside: string) => {
    const [target = '', label] = inside.split('|', 2);
    if (target.startsWith('!date^')) return label ?? '';
    if (/^[@!]/.test(target)) pinged.push(target.replace(/^@/, ''));
    else if (!target.startsWith('#'))
      links.push({ text: unescaped(label ?? target), url: unescaped(target) });
    return label ?? target;
  });
  return { text: unescaped(shown), pinged, links, times: [] };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
