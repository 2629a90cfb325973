import type { Option } from './command.ts';
import { completeSystems } from './system-named.ts';

/** Which system something is about, spelled alike in every command; systemNamed() reads it. */
export const ONE_SYSTEM: Option = {
  name: 'system',
  type: 'text',
  description: 'One system only; type to search.',
  required: false,
  maxLength: 100,
  oneWord: true,
  complete: completeSystems,
};

/** A stretch of time, spelled alike in every command; readLogSearch() reads it. */
export const PERIOD: readonly Option[] = [
  {
    name: 'since',
    type: 'text',
    description: 'How long ago (2h, 7d), a day, or a moment.',
    required: false,
    maxLength: 40,
  },
  { name: 'until', type: 'text', description: 'The same, for the end.', required: false, maxLength: 40 },
];
