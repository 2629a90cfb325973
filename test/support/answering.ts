import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until this address answers well. @throws after ten seconds. */
export async function answering(url: string): Promise<void> {
  for (let left = 200; ; left -= 1) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    if (left === 0) throw new Error(`nobody answers at ${url}`);
    await sleep(50);
  }
}
