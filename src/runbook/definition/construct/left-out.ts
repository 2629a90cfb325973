import * as z from 'zod';
import { citedLines, sentence } from './entry.ts';

/** Lines of the document that nothing of the runbook stands for, on purpose. */
export const leftOut = z.strictObject({
  source: citedLines.meta({ description: 'Lines of the document, e.g. L5-14; no item cites any of them.' }),
  reason: sentence.meta({ description: 'Why nothing stands for them, for whoever looks for them here.' }),
});
