import type { html } from 'hono/html';
import type { Names } from './names.ts';

/** HTML whose texts are escaped. */
export type Markup = ReturnType<typeof html>;

/** By whom and when a message is read. */
export interface Reading {
  readonly names: Pick<Names, 'of'>;
  readonly now: Date;
}
