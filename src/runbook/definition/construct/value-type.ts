/** Types of what people give: as parameters of actions, and in answer to what a run asks. */
export const VALUE_TYPES = [
  'text',
  'longtext',
  'integer',
  'number',
  'boolean',
  'choice',
  'duration',
  'datetime',
  'url',
  'email',
  'solana-address',
  'evm-address',
  'identifier',
  'person',
  'pick',
] as const;
/** Those that a run can ask for: a list to pick from is looked up when somebody asks for an action. */
export const ASKED_TYPES = VALUE_TYPES.filter((type) => type !== 'pick');
export type ValueType = (typeof VALUE_TYPES)[number];
