/** The two answers to a question of yes or no, as in values/truth.ts. */
export const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];
