import type { MessageRef, Place } from '../../chat/inbound.ts';

/** `<platform>/<workspace>/<channel>`: what is paused, and what one worker serves at a time. */
export function destinationOf(place: Pick<Place, 'platform' | 'workspace' | 'channel'>): string {
  return `${place.platform}/${place.workspace}/${place.channel}`;
}

/** `<platform>/<workspace>`: what the pace of edits is kept for. */
export function homeOf(destination: string): string {
  return destination.split('/', 2).join('/');
}

export function refOf(place: Pick<Place, 'platform' | 'workspace' | 'channel'>, message: string): MessageRef {
  return { platform: place.platform, workspace: place.workspace, channel: place.channel, message };
}
