const EPOCH = 1_420_070_400_000;
let count = 0n;

/** An id as Discord makes them: the time, and a counter. */
export function snowflake(at: number = Date.now()): string {
  count += 1n;
  return ((BigInt(at - EPOCH) << 22n) | (count & 0x3fffffn)).toString();
}
