import { timestamp } from 'drizzle-orm/pg-core';

/** Milliseconds, as dates have them here: what is written is what is read back. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
