import { serviceKey } from '../provided.ts';
import type { Guides } from './service.ts';

/** Under which commands and buttons find the guides. */
export const GUIDES = serviceKey<Guides>('guides');
