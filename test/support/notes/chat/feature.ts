import * as z from 'zod';
import { defineFeature } from '../../../../src/bot/feature.ts';
import type { Subject } from '../../../../src/bot/subjects/subject.ts';
import { draftButton } from '../../../../src/chat/draft.ts';
import { readPlace, storedPlace } from '../../../../src/chat/place.ts';
import { defineButton } from '../../../../src/commands/button.ts';
import { defineCommand } from '../../../../src/commands/command.ts';
import { requirePerson } from '../../../../src/commands/who.ts';
import { serviceKey } from '../../../../src/provided.ts';
import { NOTE, type Note } from '../note.ts';
import { createNotes, type Notes } from '../service.ts';
import { readNotes } from '../store.ts';

const NOTES = serviceKey<Notes>('notes');

const add = defineCommand({
  path: ['ops', 'note', 'add'],
  summary: 'Remember something about the work.',
  help: 'The note stands in this channel.',
  examples: ['/ops note add text:The disk was replaced'],
  options: [{ name: 'text', type: 'text', description: 'What to remember.', required: true, maxLength: 200 }],
  async run(context, { text = '' }) {
    const { id } = requirePerson(context);
    await NOTES.in(context.services).write(id, text, storedPlace({ place: context.place, also: [] }));
    return { type: 'none' };
  },
});

const strike = defineButton({
  kind: 'note.strike',
  data: z.object({ note: z.string() }),
  async press(context, data) {
    await NOTES.in(context.services).strike(requirePerson(context).id, data.note);
    return { type: 'none' };
  },
});

const card: Subject = {
  kind: NOTE,
  events: ['note.changed'],
  async draw(reader, ids, { names }) {
    const notes = await readNotes(reader, ids);
    const name = await names.of(notes.map(({ by }) => by));
    return new Map(notes.map((note) => [note.id, shown(note, name(note.by))]));
  },
};

function shown({ id, text, struck, place }: Note, by: string) {
  return {
    draft: {
      title: struck ? 'Note, struck out' : 'Note',
      tone: 'neutral',
      status: `${by}: ${text}`,
      blocks: [],
      controls: struck ? [] : [draftButton('Strike out', 'note.strike', { note: id })],
      footer: id,
    },
    ...readPlace(place),
    urgent: false,
    alive: !struck,
    files: [],
  } as const;
}

/** Notes, as a room brings itself. @param asked takes what its own events and sweeps were asked to do */
export function notesFeature(asked: string[]) {
  return defineFeature({
    name: 'notes',
    commands: [add],
    buttons: [strike],
    open: (ground) => ({
      room: {
        events: { 'note.written': async ({ subject }) => void asked.push(subject) },
        sweeps: { notes: async () => void asked.push('sweep') },
      },
      services: [NOTES.provide(createNotes(ground))],
      subjects: [card],
    }),
  });
}
