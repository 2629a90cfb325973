import type { Block, Card, Control, Field } from './card.ts';

/**
 * Characters that change how a text looks without being seen: control and format characters, bidirectional
 * overrides, zero-width characters, other line separators, and halves of characters. Tab, line feed and the
 * selector that makes an emoji colourful stay.
 */
const HIDDEN = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\t\n\u{fe0f}]]/gv;

/** Invisible joiner that breaks a mention or a link without changing what a person reads. */
const JOINER = '\u2060';

/** Makes hidden characters visible as escapes, e.g. `\u202E`. Carriage returns before a line feed are dropped. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, escapeCharacter);
}

/**
 * For renderers of platforms whose markup can mention people or disguise links: hidden characters made
 * visible, then `@name`, `<@id>`, `<!here>`, `<#channel>`, `<https://…|label>` and `[label](url)` broken.
 * Taking the joiners out again gives {@link visible} text.
 */
export function neutralize(text: string): string {
  return visible(text)
    .replace(/@(?=\S)/gu, `@${JOINER}`)
    .replace(/<(?=[@#!:/a-zA-Z])/gu, `<${JOINER}`)
    .replace(/\](?=\()/gu, `]${JOINER}`)
    .replace(/``(?=`)/gu, `\`\`${JOINER}`);
}

/** Only web addresses may become a link; anything else would be shown as text. */
export function safeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password } = new URL(url);
  const plain = (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
  return plain ? url : undefined;
}

/** The card with every text made {@link visible} and every link that is not a web address taken out. */
export function safeCard(card: Card): Card {
  return {
    title: oneLine(card.title),
    tone: card.tone,
    ...(card.status === undefined ? {} : { status: oneLine(card.status) }),
    blocks: card.blocks.map(safeBlock),
    controls: card.controls.flatMap(safeControl),
    ...(card.footer === undefined ? {} : { footer: visible(card.footer) }),
    ...(card.calls === undefined ? {} : { calls: card.calls }),
  };
}

/** A title or label: visible, and without line breaks that would let it pose as something else. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, ' ').trim();
}

function safeControl(control: Control): readonly Control[] {
  const label = oneLine(control.label);
  switch (control.type) {
    case 'link':
      return safeUrl(control.url) === undefined ? [] : [{ ...control, label }];
    case 'button': {
      const { whenShortened } = control;
      if (whenShortened === undefined) return [{ ...control, label }];
      return [
        { ...control, label, whenShortened: { ...whenShortened, label: oneLine(whenShortened.label) } },
      ];
    }
    case 'select': {
      const options = control.options.map((option) => ({ ...option, label: oneLine(option.label) }));
      return [{ ...control, label, options }];
    }
  }
}

function safeBlock(block: Block): Block {
  const { fold } = block;
  return fold === undefined ? safeContent(block) : { ...safeContent(block), fold: oneLine(fold) };
}

function safeContent(block: Block): Block {
  switch (block.type) {
    case 'text':
      return { ...block, text: visible(block.text) };
    case 'code':
      return {
        ...block,
        text: visible(block.text),
        ...(block.label === undefined ? {} : { label: oneLine(block.label) }),
      };
    case 'fields':
      return {
        ...block,
        fields: block.fields.map(safeField),
      };
    case 'said':
      return { ...block, title: oneLine(block.title), entries: block.entries.map(safeField) };
    case 'list':
      return { ...block, items: block.items.map(({ mark, text }) => ({ mark, text: visible(text) })) };
    case 'progress':
      return { ...block, label: oneLine(block.label), text: oneLine(block.text) };
    case 'table':
      return { ...block, head: block.head.map(oneLine), rows: block.rows.map((row) => row.map(oneLine)) };
  }
}

function safeField({ label, value }: Field): Field {
  return { label: oneLine(label), value: visible(value) };
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
