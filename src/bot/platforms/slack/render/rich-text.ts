import type { types } from '@slack/bolt';
import { visible } from '../../../../chat/safe-text.ts';
import { partsWithTimes, type TimeInText } from '../../../../chat/time-text.ts';
import { trimEnd } from '../../../../values/trim-end.ts';
import { DATE_FORMAT } from './text.ts';

type Style = 'plain' | 'bold' | 'code';

interface Inline {
  readonly text: string;
  readonly style: Style;
  /** Of a moment, which Slack shows in the reader's zone; `text` is for clients that cannot. */
  readonly seconds?: number;
}

/** Puts a rich text together. Its texts are elements, not markup: nothing in them can become anything else. */
export interface RichText {
  /** Text in the running paragraph. */
  add(text: string, style?: Style): void;
  /** Text on lines of its own. */
  line(text: string, style?: Style): void;
  /** Preformatted, exactly as it is. */
  code(text: string): void;
  /** An empty line before what comes. */
  gap(): void;
  /** Undefined when there is nothing in it. */
  build(): types.RichTextBlock | undefined;
}

/** @param shows `text`: moments stay as they are written, which takes a fraction of the room */
export function richText(shows: 'times' | 'text' = 'times'): RichText {
  const elements: types.RichTextBlockElement[] = [];
  let running: Inline[] = [];

  function add(text: string, style: Style = 'plain'): void {
    const shown = visible(text);
    // Code stands there letter by letter.
    const asText = shows === 'text' || style === 'code';
    for (const part of asText ? [shown].filter(Boolean) : partsWithTimes(shown)) {
      if (typeof part === 'string') addText(part, style);
      else addTime(part, style);
    }
  }

  function addText(text: string, style: Style): void {
    const last = running.at(-1);
    if (last !== undefined && last.style === style && last.seconds === undefined) {
      running[running.length - 1] = { ...last, text: last.text + text };
    } else {
      running.push({ text, style });
    }
  }

  function addTime({ text, seconds, away }: TimeInText, style: Style): void {
    running.push({ text, style, seconds });
    if (away !== '') addText(away, style);
  }

  function flush(): void {
    const inlines = trimmed(running);
    running = [];
    if (inlines.length === 0) return;
    elements.push({ type: 'rich_text_section', elements: inlines.map(element) });
  }

  return {
    add,
    line(text, style) {
      add(text, style);
      add('\n');
    },
    code(text) {
      flush();
      const shown = visible(text);
      elements.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown || ' ' }] });
    },
    gap() {
      if (running.length > 0) add('\n');
    },
    build() {
      flush();
      return elements.length === 0 ? undefined : { type: 'rich_text', elements };
    },
  };
}

function element({ text, style, seconds }: Inline): types.RichTextElement {
  const styled = style === 'plain' ? {} : { style: { [style]: true } };
  return seconds === undefined
    ? { type: 'text', text, ...styled }
    : { type: 'date', timestamp: seconds, format: DATE_FORMAT, fallback: text, ...styled };
}

/** Without the line breaks at its end: whatever follows begins a line anyway. */
function trimmed(inlines: readonly Inline[]): readonly Inline[] {
  const kept = [...inlines];
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = trimEnd(last.text, (character) => character === '\n');
    if (text !== '') return [...kept, { ...last, text }];
  }
  return [];
}
