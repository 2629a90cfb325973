import { serviceKey } from '../provided.ts';
import type { Schedules } from './service.ts';

/** Under which commands, buttons and the rooms of guided work find the schedules. */
export const SCHEDULES = serviceKey<Schedules>('schedules');
