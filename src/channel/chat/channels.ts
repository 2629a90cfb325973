import { serviceKey } from '../../commands/provided.ts';
import type { Channels } from '../service.ts';

/** What commands and buttons may call of the opening of channels. */
export const CHANNELS = serviceKey<Pick<Channels, 'open' | 'again' | 'guests'>>('channels');
