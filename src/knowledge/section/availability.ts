/** When somebody can be reached. */
export const AVAILABLE = {
  always: 'At any hour',
  'business-hours': 'In business hours',
  'emergency-only': 'In emergencies only',
} as const;
