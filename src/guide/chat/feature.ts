import { defineFeature } from '../../bot/feature.ts';
import { CHANGED } from '../guide.ts';
import { GUIDES } from '../key.ts';
import { BEGIN, createGuides } from '../service.ts';
import { guideSubject } from './guide-subject.ts';
import itemButton from './item-button.ts';
import listCommand from './list-command.ts';
import moveButton from './move-button.ts';
import pageButton from './page-button.ts';
import runButton from './run-button.ts';
import showButton from './show-button.ts';
import showCommand from './show-command.ts';
import startButton from './start-button.ts';
import startCommand from './start-command.ts';
import troubleshootButton from './troubleshoot-button.ts';
import troubleshootCommand from './troubleshoot-command.ts';
import wholeButton from './whole-button.ts';
import withinButton from './within-button.ts';

/** Checklists, procedures and decision trees, worked through together. */
export default defineFeature({
  name: 'guide',
  commands: [startCommand, showCommand, listCommand, troubleshootCommand],
  buttons: [
    ...[startButton, showButton, itemButton, pageButton, troubleshootButton],
    ...[moveButton, runButton, withinButton, wholeButton],
  ],
  open(ground) {
    const guides = createGuides(ground);
    return {
      room: {
        bursts: { kinds: ['run.changed', 'request.changed', CHANGED], handle: guides.follow },
        wakeUps: { [BEGIN]: guides.begin },
        sweeps: { guides: guides.sweep },
      },
      services: [GUIDES.provide(guides)],
      subjects: [guideSubject],
    };
  },
});
