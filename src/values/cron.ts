import { CronExpressionParser } from 'cron-parser';

/** Whether a line of cron can be read, and names a day that comes: by what computes its times. */
export function isCron(text: string): boolean {
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
}
