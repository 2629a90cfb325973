import { defineFeature } from '../../bot/feature.ts';
import { FREEZES } from '../key.ts';
import { createFreezes } from '../service.ts';
import endButton from './end-button.ts';
import endCommand from './end-command.ts';
import { freezeSubject } from './freeze-subject.ts';
import listCommand from './list-command.ts';
import startCommand from './start-command.ts';

/** Times in which nothing risky is begun. */
export default defineFeature({
  name: 'freeze',
  commands: [startCommand, endCommand, listCommand],
  buttons: [endButton],
  open(ground) {
    const freezes = createFreezes(ground);
    return {
      room: { timers: freezes.timers },
      services: [FREEZES.provide(freezes)],
      subjects: [freezeSubject(ground.registry)],
      gate: freezes.gate,
    };
  },
});
