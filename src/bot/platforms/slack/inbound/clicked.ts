import type { z } from 'zod';
import type { MessageRef, Place } from '../../../../chat/inbound.ts';
import type { blockActions } from './payloads.ts';

type Clicked = Pick<z.infer<typeof blockActions>, 'container' | 'user'>;

/** Where a control was used, and on what. */
export interface ClickSite {
  readonly channel: string;
  readonly thread: string | undefined;
  /** The platform's id of the message, or of the Home tab. */
  readonly message: string;
}

/** What stands on the Home tab is answered to the person alone: their id stands for their direct messages. */
export function spotOf({ container, user }: Clicked): ClickSite {
  if (container.type === 'view')
    return { channel: user.id, thread: undefined, message: `home/${container.view_id}` };
  const { message_ts, channel_id, thread_ts } = container;
  return {
    channel: channel_id,
    thread: thread_ts === message_ts ? undefined : thread_ts,
    message: message_ts,
  };
}

/** Whether a place stands for somebody's direct messages with the app, whose channel is not known yet. */
export function isPerson({ channel }: Pick<Place, 'channel'>): boolean {
  return /^[UW]/.test(channel);
}

export function refAt(place: Place, { message }: ClickSite): MessageRef {
  return { platform: place.platform, workspace: place.workspace, channel: place.channel, message };
}

/** When Slack heard of a click, as it writes moments: seconds, and a fraction that is none everywhere. */
export function clickedAt(actionTs: string): { readonly clickedMs?: number } {
  const seconds = /^\d{1,12}(?:\.\d{1,9})?$/.test(actionTs) ? Number(actionTs) : Number.NaN;
  return Number.isNaN(seconds) ? {} : { clickedMs: Math.round(seconds * 1_000) };
}
