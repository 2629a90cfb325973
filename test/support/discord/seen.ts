import type { Form, FormField } from '../../../src/chat/card.ts';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { type Read, readMarkdown } from './markdown.ts';
import type { DiscordState, FakeMessage, Modal } from './state.ts';

const WITHOUT_PINGS: readonly string[] = [];
const JOINER = '\u2060';

/** A message as a person sees it in their client. */
export function seenOf(state: DiscordState, message: FakeMessage): Seen {
  const { content = '', embeds = [], components = [], allowed_mentions: allowed } = message.body;
  const said = readMarkdown(content);
  // Titles, descriptions and fields of embeds are Markdown; footers are plain.
  const embedded = embeds.map((embed) => ({
    parts: [
      embed.title,
      embed.description,
      ...(embed.fields ?? []).flatMap(({ name, value }) => [name, value]),
    ].map((text) => readMarkdown(text ?? '')),
    footer: embed.footer?.text ?? '',
  }));
  const read: Read[] = [said, ...embedded.flatMap(({ parts }) => parts)];
  const text = [...read.map((one) => one.text), ...embedded.map(({ footer }) => footer)]
    .filter(Boolean)
    .join('\n');
  const controls = components.flatMap((row) => row.components);
  // Only the content of a message can notify anybody, and only what is allowed does.
  const pinged = allowed?.parse === undefined || allowed.parse.length > 0 ? said.mentions : WITHOUT_PINGS;
  const named = (allowed?.users ?? []).filter((user) => content.includes(`<@${user}>`));
  return {
    ref: refOf(state, message),
    text: text.replaceAll(JOINER, ''),
    controls: controls.map((one) => ({
      label: one.label ?? one.placeholder ?? '',
      ...(one.custom_id === undefined ? {} : { nonce: one.custom_id }),
    })),
    quiet: message.onlyFor !== undefined,
    times: read.flatMap((one) => one.times),
    pinged: [...pinged, ...named, ...read.slice(1).flatMap((one) => one.mentions)],
    links: [
      ...read.flatMap((one) => one.links),
      ...controls.flatMap((one) => (one.url === undefined ? [] : [{ text: one.label ?? '', url: one.url }])),
    ],
    files: message.files,
  };
}

/** A modal, as the form that it shows. */
export function formOf(modal: Modal): Form {
  const fields = modal.components.flatMap((part): FormField[] => {
    const { component } = part;
    if (component === undefined) return [];
    const { custom_id: name = '', type, options, required = true, value, style } = component;
    return [
      {
        name,
        label: part.label ?? '',
        type: type === 3 ? 'choice' : style === 2 ? 'longtext' : 'text',
        required,
        ...(part.description === undefined ? {} : { hint: part.description }),
        ...(value === undefined ? {} : { value }),
        ...(options === undefined ? {} : { choices: options }),
      },
    ];
  });
  const intro = modal.components.find((part) => part.type === 10)?.content;
  return {
    nonce: modal.custom_id,
    title: modal.title,
    submit: 'Submit',
    fields,
    ...(intro === undefined ? {} : { intro }),
  };
}

function refOf(state: DiscordState, message: FakeMessage): MessageRef {
  const parent = state.channels.get(message.channel)?.parent ?? null;
  const id = parent === null ? message.id : `${message.channel}/${message.id}`;
  return { platform: 'discord', workspace: state.guild, channel: parent ?? message.channel, message: id };
}
