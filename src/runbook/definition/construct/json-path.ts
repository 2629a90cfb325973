import * as z from 'zod';
import { compilePath } from '../../../json-path/json-path.ts';
import { cut } from '../../../values/cut.ts';

/** A way into a JSON value, refused where nobody could follow it. */
export const jsonPath = z.string().superRefine((text, context) => {
  const path = compilePath(text);
  if (!('why' in path)) return;
  const message = `'${cut(text, 200)}' ${path.why}`;
  context.addIssue({ code: 'custom', message, params: { suggestion: path.instead } });
});
