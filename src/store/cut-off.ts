/** query_canceled */
export const CUT_OFF = '57014';

/** Whether a statement was ended because it took longer than a statement may. */
export function isCutOff(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 10; one = one.cause, depth += 1)
    if ('code' in one && one.code === CUT_OFF) return true;
  return false;
}
