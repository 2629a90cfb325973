import type { Place } from '../chat/inbound.ts';
import type { PlacePort } from '../commands/services.ts';
import type { ChannelPlace, Config } from '../config/config.ts';

/** Where things appear, from the channels of the settings. */
export function placesOf(config: Pick<Config, 'channels' | 'systems' | 'log' | 'commands'>): PlacePort {
  const all = (name: string | null): readonly ChannelPlace[] =>
    name === null ? [] : (config.channels[name] ?? []);
  const nameOf = (place: Place): string | undefined =>
    Object.entries(config.channels).find(([, one]) => one.some((other) => isSame(other, place)))?.[0];
  const near = (name: string | null, from: Place): Place | undefined =>
    all(name).find((place) => place.platform === from.platform && place.workspace === from.workspace);
  return {
    ofSystem(system, from) {
      const name = config.systems[system]?.channel ?? null;
      const place = near(name, from) ?? from;
      return { place, also: others(all(name), place) };
    },
    homeOf(system) {
      const [place, ...also] = all(config.systems[system]?.channel ?? null);
      return place && { place, also };
    },
    around(place) {
      const channel = Object.values(config.channels).find((one) => one.some((other) => isSame(other, place)));
      return { place, also: others(channel ?? [], place) };
    },
    named: near,
    called(place) {
      const name = nameOf(place);
      // A channel of the console is called what its id is; elsewhere an id tells people nothing.
      if (name !== undefined) return `#${name}`;
      return place.platform === 'console' ? `#${place.channel}` : 'the channel where you asked';
    },
    instead(place) {
      const names = config.commands.in;
      if (names.length === 0 || names.some((name) => all(name).some((one) => isSame(one, place)))) return [];
      const reachable = names.filter((name) => near(name, place) !== undefined);
      return (reachable.length > 0 ? reachable : names).map((name) => `#${name}`);
    },
    log: () => all(config.log.publish)[0],
    fallback(failed, isUsable) {
      const usable = Object.values(config.channels).flat().filter(isUsable);
      const isNear = (place: ChannelPlace) =>
        place.platform === failed.platform && place.workspace === failed.workspace;
      return usable.find(isNear) ?? usable[0];
    },
  };
}

function others(channel: readonly ChannelPlace[], place: Place): readonly ChannelPlace[] {
  return channel.filter((other) => !isSame(other, place));
}

function isSame(a: ChannelPlace, b: ChannelPlace): boolean {
  return a.platform === b.platform && a.workspace === b.workspace && a.channel === b.channel;
}
