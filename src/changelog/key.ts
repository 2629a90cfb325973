import { serviceKey } from '../provided.ts';
import type { Changelog } from './service.ts';

/** Under which commands and buttons find the change log. */
export const CHANGELOG = serviceKey<Changelog>('changelog');
