import type { MessageRef, Place } from '../../../../chat/inbound.ts';
import { newId } from '../../../../ids.ts';

/** Whom a quiet message was shown to, and in which thread. */
export interface QuietSpot {
  readonly user: string;
  readonly thread: string | undefined;
}

const QUIET = /^quiet\/([^/]+)\/([^/]*)\//;

/**
 * Names a message that one person sees. Slack gives it no id, it cannot be changed, and it has no thread; what comes
 * after it needs to know whom it was for, also after a restart.
 */
export function quietRef({ platform, workspace, channel, thread = '' }: Place, user: string): MessageRef {
  return { platform, workspace, channel, message: `quiet/${user}/${thread}/${newId('msg')}`, fixed: true };
}

/** Undefined when the message is one that everybody in the channel sees. */
export function readQuiet({ message }: MessageRef): QuietSpot | undefined {
  const [, user, thread] = QUIET.exec(message) ?? [];
  return user === undefined ? undefined : { user, thread: thread === '' ? undefined : thread };
}
