import type { Form, FormField } from '../../../chat/card.ts';
import { oneLine, safeCard, visible } from '../../../chat/safe-text.ts';
import type { Command } from '../../../commands/command.ts';
import { jsonText } from '../../../values/json.ts';
import { truthText } from '../../../values/truth.ts';
import type { LogView } from './log-view.ts';
import { type Message, type MessageBody, subjectsOf } from './message.ts';
import { CHAINS } from './options.ts';

/** A message as the page gets it: hidden characters visible, and a deleted one without what it said. */
export function messageToWire(message: Message) {
  const { deletedAt, onlyFor, body, ...rest } = message;
  return {
    ...rest,
    deleted: deletedAt !== null,
    onlyYou: onlyFor !== null,
    cause: message.cause && { ...message.cause, text: oneLine(message.cause.text) },
    file: message.file && { ...message.file, name: oneLine(message.file.name) },
    subjects: deletedAt === null ? subjectsOf(body, CHAINS) : [],
    body: deletedAt === null ? bodyToWire(body) : null,
  };
}

function bodyToWire(body: MessageBody): MessageBody {
  if (body.type === 'text') return { ...body, text: visible(body.text) };
  return { type: 'card', card: safeCard(body.card) };
}

/** A form as the page gets it; what a person typed into it before stays exactly as it was. */
export function formToWire(form: Form): Form {
  return {
    ...form,
    title: oneLine(form.title),
    submit: oneLine(form.submit),
    ...(form.intro === undefined ? {} : { intro: visible(form.intro) }),
    fields: form.fields.map((field) => ({
      ...field,
      ...(field.type === 'boolean' ? { value: truthOf(field) } : {}),
      label: oneLine(field.label),
      ...(field.hint === undefined ? {} : { hint: visible(field.hint) }),
      ...(field.error === undefined ? {} : { error: visible(field.error) }),
    })),
  };
}

/** A box that is not ticked says no; what may be left unsaid has to be chosen. */
function truthOf({ value = '', required }: FormField): string {
  return truthText(value) ?? (required ? 'false' : '');
}

/** What the composer needs of a command. */
export function commandToWire(command: Command) {
  return {
    path: command.path,
    summary: command.summary,
    examples: command.examples,
    options: command.options.map(({ complete, ...option }) => ({
      ...option,
      completes: complete !== undefined,
    })),
  };
}

/** What entries say as text: the page could not tell a number that is kept as it was written from a block. */
export function logToWire({ entries, ...view }: LogView) {
  return { ...view, entries: entries.map((entry) => ({ ...entry, data: jsonText(entry.data, 2) })) };
}
