import { defineFeature } from '../../bot/feature.ts';
import { storedPlace } from '../../chat/place.ts';
import { SCHEDULES } from '../key.ts';
import { createSchedules } from '../service.ts';
import listCommand from './list-command.ts';
import nextCommand from './next-command.ts';
import { occurrenceSubject } from './occurrence-subject.ts';
import sayButton from './say-button.ts';

/** What is due by the calendars of runbooks, and what became of it. */
export default defineFeature({
  name: 'schedule',
  commands: [listCommand, nextCommand],
  buttons: [sayButton],
  open(ground) {
    const home = (system: string) => {
      const places = ground.places.homeOf(system);
      return places && storedPlace(places);
    };
    const schedules = createSchedules({ ...ground, home });
    return {
      room: { sweeps: { schedules: schedules.sweep }, abandonLeases: schedules.abandonLeases },
      services: [SCHEDULES.provide(schedules)],
      subjects: [occurrenceSubject(ground.registry)],
    };
  },
});
