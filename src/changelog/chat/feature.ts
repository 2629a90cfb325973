import { defineFeature } from '../../bot/feature.ts';
import { CHANGELOG } from '../key.ts';
import { createChangelog } from '../service.ts';
import addButton from './add-button.ts';
import addCommand from './add-command.ts';
import fileButton from './file-button.ts';
import listCommand from './list-command.ts';
import { notedSubject } from './noted-subject.ts';
import olderButton from './older-button.ts';

/** What was changed: told from the log, and written down in it by hand. */
export default defineFeature({
  name: 'changelog',
  commands: [addCommand, listCommand],
  buttons: [addButton, olderButton, fileButton],
  open: (ground) => ({
    room: {},
    services: [CHANGELOG.provide(createChangelog(ground))],
    subjects: [notedSubject(ground.registry)],
  }),
});
