import { goOn } from './story.ts';
import type { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/**
 * Tells the story with a bot that dies at each of the points in turn, and with one that lives at the end.
 * @throws when the story ends before a point was reached.
 */
export async function tellThrough(
  world: World,
  points: readonly string[],
  tell: (visitor: Visitor) => Promise<void> = goOn,
): Promise<void> {
  const visitor = await world.visitor();
  const story = tell(visitor);
  story.catch(() => undefined);
  for (const point of points) {
    const bot = await world.launch({ crashAt: point });
    const end = await Promise.race([bot.gone, story.then(() => 'the end of the story')]);
    if (end === 'SIGKILL') continue;
    throw new Error(`${point} was not reached (${end}):\n${bot.output()}`);
  }
  await world.start();
  await story;
}
