import type { Account } from '../people/principal.ts';

/**
 * A message as plain data, the same for every platform; rendered at the edge. All text is hostile until a
 * renderer has escaped it: a card cannot mention anybody, and its text cannot forge a link.
 */
export interface Card {
  readonly title: string;
  /** Colour and icon; always also said in words, because not everyone sees colours. */
  readonly tone: Tone;
  /** One line under the title that says the state: "Waiting for 1 of 1 approvals from sre". */
  readonly status?: string;
  readonly blocks: readonly Block[];
  readonly controls: readonly Control[];
  /** Small print: ids, digest, source lines, times. */
  readonly footer?: string;
  /** Whom it calls, when it is posted: renderers alone make mentions, of these accounts and never of any text. */
  readonly calls?: readonly Account[];
}

export type Tone = 'neutral' | 'progress' | 'success' | 'warning' | 'danger';

/**
 * `essential` blocks keep their room when a card is shortened: whatever else there is gives way first. A block with a `fold` is for
 * a second look: that line stands for it until somebody opens it, or asks for the details.
 */
export type Block = { readonly essential?: true; readonly fold?: string } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'fields'; readonly fields: readonly Field[] }
  | { readonly type: 'code'; readonly text: string; readonly label?: string }
  | { readonly type: 'list'; readonly items: readonly ListItem[] }
  | {
      readonly type: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | ProgressBlock
  /** Words and values that people gave: shown letter by letter, never read as markup, and each only so long. */
  | { readonly type: 'said'; readonly title: string; readonly entries: readonly Field[] }
);

/** How far a long job is: a bar, and the same in words. */
export interface ProgressBlock {
  readonly type: 'progress';
  /** What it is that goes on. */
  readonly label: string;
  readonly text: string;
  /** From 0 to 1, together 1 at most. Absent: no whole is known, and there is no bar. */
  readonly shares?: { readonly done: number; readonly failed: number };
}

export interface Field {
  readonly label: string;
  readonly value: string;
}

const SHORT_LINE = 80;

/** Whether what somebody said has room on its label's line, as code that nothing in it can end. */
export function isShortLine(said: string): boolean {
  return said.trim() !== '' && !/[\n`]/.test(said) && said.length <= SHORT_LINE;
}

export interface ListItem {
  /** `unknown`: nobody knows what came of it. That is neither done nor failed, and is drawn as neither. */
  readonly mark: 'todo' | 'doing' | 'done' | 'failed' | 'unknown' | 'skipped' | 'bullet';
  readonly text: string;
}

export type Control =
  | {
      readonly type: 'button';
      /** Opaque; the database resolves it. */
      readonly nonce: string;
      readonly label: string;
      readonly style: 'primary' | 'default' | 'danger';
      readonly opensForm?: OpensForm;
      /** What stands here instead where the card could not be shown whole. */
      readonly whenShortened?: { readonly nonce: string; readonly label: string };
    }
  | { readonly type: 'link'; readonly url: string; readonly label: string }
  | {
      readonly type: 'select';
      readonly nonce: string;
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly opensForm?: OpensForm;
    };

/**
 * Whether using a control may open a form. A platform that opens a form only as its first answer must know it
 * beforehand: it acknowledges every other click before any work. A form that comes unannounced needs one more click.
 */
type OpensForm = boolean;

/** A form that opens in answer to a command or a click. */
export interface Form {
  /** Comes back with the submission; the database resolves it. */
  readonly nonce: string;
  readonly title: string;
  readonly intro?: string;
  readonly fields: readonly FormField[];
  readonly submit: string;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'longtext' | 'number' | 'boolean' | 'choice';
  readonly required: boolean;
  readonly hint?: string;
  readonly value?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly maxLength?: number;
  /** What is typed works once and is secret until then: it is asked for anew each time, and never shown again. */
  readonly once?: true;
  /** Shown at the field when the form is opened again after a bad submission. */
  readonly error?: string;
}

/** The card as plain text: for notifications, screen readers, mail, and the tests. */
export function cardText(card: Card): string {
  const lines = [card.title];
  if (card.status) lines.push(card.status);
  for (const block of card.blocks) lines.push(...blockLines(block));
  const labels = card.controls.map((control) => `[${control.label}]`);
  if (labels.length > 0) lines.push(labels.join(' '));
  if (card.footer) lines.push(card.footer);
  return lines.join('\n');
}

function blockLines(block: Block): string[] {
  switch (block.type) {
    case 'text':
      return [block.text];
    case 'fields':
      return block.fields.map((field) => `${field.label}: ${field.value}`);
    case 'said':
      return [`${block.title}:`, ...block.entries.map(({ label, value }) => `${label}: ${value}`)];
    case 'code':
      return block.label ? [`${block.label}:`, block.text] : [block.text];
    case 'list':
      return block.items.map((item) => `${MARKS[item.mark]} ${item.text}`);
    case 'table':
      return [block.head.join(' | '), ...block.rows.map((row) => row.join(' | '))];
    case 'progress':
      return progressLines(block);
  }
}

function progressLines({ label, text, shares }: ProgressBlock): string[] {
  const line = `${label}: ${text}`;
  return shares === undefined ? [line] : [line, barText(shares)];
}

/** As long as a line of a card on a phone. */
const CELLS = 20;

/** A bar of text: what is done, what failed, what is to come. Something that failed is always seen, and only all of it looks whole. */
export function barText({ done, failed }: NonNullable<ProgressBlock['shares']>): string {
  const bad = failed > 0 ? Math.max(1, Math.floor(failed * CELLS)) : 0;
  const good = Math.min(Math.floor(done * CELLS), CELLS - bad);
  return `${'█'.repeat(good)}${'▒'.repeat(bad)}${'░'.repeat(CELLS - good - bad)}`;
}

const MARKS: Record<ListItem['mark'], string> = {
  todo: '○',
  doing: '◐',
  done: '✓',
  failed: '✗',
  unknown: '?',
  skipped: '–',
  bullet: '•',
};
