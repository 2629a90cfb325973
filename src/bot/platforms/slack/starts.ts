import type { Receiver } from '../../../chat/port.ts';
import { messageOf } from '../../../errors.ts';
import type { SlackOptions } from './options.ts';
import type { Workspace } from './workspace.ts';

type Startable = Pick<Workspace, 'name' | 'start' | 'problems'>;

export interface Starts {
  /**
   * Starts each workspace by itself. One that Slack refuses is tried again in the background, and keeps none of the others
   * waiting. @throws what the first of them threw, when every one is refused
   */
  start(receiver: Receiver): Promise<void>;
  stop(): void;
  /** What keeps workspaces from their work, in sentences that name them. */
  problems(): readonly string[];
}

const RETRY_MS = 30_000;
/** Waits grow up to so many times the first: a refused token is mended by people, and each try counts against us. */
const SLOWEST = 20;

export function createStarts(
  workspaces: readonly Startable[],
  { log, retryMs = RETRY_MS }: Pick<SlackOptions, 'log' | 'retryMs'>,
): Starts {
  const refused = new Map<Startable, string>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  function retryLater(workspace: Startable, receiver: Receiver, tries: number): void {
    if (stopped) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        retry(workspace, receiver, tries + 1).catch((error: unknown) => {
          log.error({ workspace: workspace.name, err: error }, 'what was missed could not be looked up');
        });
      },
      retryMs * Math.min(SLOWEST, 2 ** tries),
    );
    timer.unref();
    timers.add(timer);
  }

  async function retry(workspace: Startable, receiver: Receiver, tries: number): Promise<void> {
    try {
      await workspace.start(receiver);
    } catch (error) {
      noteRefusal(workspace, error);
      retryLater(workspace, receiver, tries);
      return;
    }
    refused.delete(workspace);
    log.info({ workspace: workspace.name }, 'the workspace was started at last');
    await receiver.missed();
  }

  function noteRefusal(workspace: Startable, error: unknown): void {
    refused.set(workspace, messageOf(error));
    log.error({ workspace: workspace.name, err: error }, 'a workspace was not started, will be tried again');
  }

  return {
    async start(receiver) {
      stopped = false;
      refused.clear();
      const results = await Promise.allSettled(workspaces.map((one) => one.start(receiver)));
      const failures = results.flatMap((result) => (result.status === 'rejected' ? [result] : []));
      // Whoever started us tries all of it again.
      if (failures[0] !== undefined && failures.length === workspaces.length) throw failures[0].reason;
      workspaces.forEach((workspace, i) => {
        const result = results[i];
        if (result?.status !== 'rejected') return;
        noteRefusal(workspace, result.reason);
        retryLater(workspace, receiver, 0);
      });
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
    problems: () => [
      ...[...refused].map(
        ([{ name }, why]) => `The workspace "${name}" is not connected and is tried again: ${why}`,
      ),
      ...workspaces.filter((one) => !refused.has(one)).flatMap((one) => one.problems()),
    ],
  };
}
