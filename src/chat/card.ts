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
}

export type Tone = 'neutral' | 'progress' | 'success' | 'warning' | 'danger';

export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'fields'; readonly fields: readonly Field[] }
  | { readonly type: 'code'; readonly text: string; readonly label?: string }
  | { readonly type: 'list'; readonly items: readonly ListItem[] }
  | {
      readonly type: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface Field {
  readonly label: string;
  readonly value: string;
}

export interface ListItem {
  readonly mark: 'todo' | 'doing' | 'done' | 'failed' | 'skipped' | 'bullet';
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
  /** How a field can be given for which a platform has no room: "give it as an option of /twist decay". */
  readonly otherwise?: string;
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
    case 'code':
      return block.label ? [`${block.label}:`, block.text] : [block.text];
    case 'list':
      return block.items.map((item) => `${MARKS[item.mark]} ${item.text}`);
    case 'table':
      return [block.head.join(' | '), ...block.rows.map((row) => row.join(' | '))];
  }
}

const MARKS: Record<ListItem['mark'], string> = {
  todo: '○',
  doing: '◐',
  done: '✓',
  failed: '✗',
  skipped: '–',
  bullet: '•',
};
