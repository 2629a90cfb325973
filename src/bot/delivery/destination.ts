import type { MessageRef, Place } from '../../chat/inbound.ts';

/** `<platform>/<workspace>/<channel>`: what is paused, and what one worker serves at a time. */
export function destinationOf(place: Pick<Place, 'platform' | 'workspace' | 'channel'>): string {
  return `${place.platform}/${place.workspace}/${place.channel}`;
}

/** `<platform>/<workspace>`: what the pace of edits is kept for. */
export function homeOf(destination: string): string {
  return destination.split('/', 2).join('/');
}

/** As people read it: "Slack (#ops)". @param called what they call a channel */
export function placeName(place: Place, called: (place: Place) => string): string {
  return `${PLATFORMS[place.platform]} (${called(place)})`;
}

const PLATFORMS = { console: 'the console', discord: 'Discord', slack: 'Slack' } as const;

export function refOf(place: Pick<Place, 'platform' | 'workspace' | 'channel'>, message: string): MessageRef {
  return { platform: place.platform, workspace: place.workspace, channel: place.channel, message };
}
