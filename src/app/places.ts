import type { Place } from '../chat/inbound.ts';
import type { PlacePort } from '../commands/services.ts';
import type { ChannelPlace, Config } from '../config/config.ts';

/** Where things appear, from the channels of the settings. */
export function placesOf(config: Pick<Config, 'channels' | 'systems' | 'log'>): PlacePort {
  const all = (name: string | null): readonly ChannelPlace[] =>
    name === null ? [] : (config.channels[name] ?? []);
  const near = (name: string | null, from: Place): Place | undefined =>
    all(name).find((place) => place.platform === from.platform && place.workspace === from.workspace);
  return {
    ofSystem: (system, from) => near(config.systems[system]?.channel ?? null, from) ?? from,
    named: near,
    log: () => all(config.log.publish)[0],
    fallback(failed) {
      const others = Object.values(config.channels).flat();
      const sameHome = (place: ChannelPlace) =>
        place.platform === failed.platform && place.workspace === failed.workspace;
      return (
        others.find((place) => sameHome(place) && place.channel !== failed.channel) ??
        others.find((place) => !sameHome(place))
      );
    },
  };
}
