import { defineFeature } from '../../bot/feature.ts';
import { KNOWLEDGE } from '../key.ts';
import { createKnowledge } from '../service.ts';
import searchButton from './search-button.ts';
import searchCommand from './search-command.ts';
import showButton from './show-button.ts';
import showCommand from './show-command.ts';

/** What the runbooks say, looked up in chat. It changes nothing, and keeps nothing of its own. */
export default defineFeature({
  name: 'knowledge',
  commands: [showCommand, searchCommand],
  buttons: [showButton, searchButton],
  open: (ground) => ({
    room: {},
    services: [KNOWLEDGE.provide(createKnowledge(ground))],
    subjects: [],
  }),
});
