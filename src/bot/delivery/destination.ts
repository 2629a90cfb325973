import type { MessageRef, Place } from '../../chat/inbound.ts';

/** `<platform>/<workspace>/<channel>`: what is paused, and what one worker serves at a time. */
export function destinationOf(place: Pick<Place, 'platform' | 'workspace' | 'channel'>): string {
  return `${place.platform}/${place.workspace}/${place.channel}`;
}

export function refOf(place: Pick<Place, 'platform' | 'workspace' | 'channel'>, message: string): MessageRef {
  return { platform: place.platform, workspace: place.workspace, channel: place.channel, message };
}
