import { serviceKey } from '../provided.ts';
import type { Knowledge } from './service.ts';

/** Under which commands and buttons find what the runbooks say. */
export const KNOWLEDGE = serviceKey<Knowledge>('knowledge');
