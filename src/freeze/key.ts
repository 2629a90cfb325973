import { serviceKey } from '../provided.ts';
import type { Freezes } from './service.ts';

/** Under which commands and buttons find the freezes. */
export const FREEZES = serviceKey<Freezes>('freezes');
