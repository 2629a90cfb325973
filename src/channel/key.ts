import { serviceKey } from '../provided.ts';
import type { Channels } from './service.ts';

/** Under which whoever needs the opening of channels finds it: commands and buttons, and features that stand on this one. */
export const CHANNELS = serviceKey<Channels>('channels');
