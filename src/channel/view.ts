import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Reader } from '../store/database.ts';
import type { Opening, OpeningSite } from './channel.ts';
import { labelOf, type StoredOpening } from './opening.ts';

/** An opening with the names of people and places. */
export async function viewOf(
  reader: Reader,
  people: Pick<People, 'named'>,
  stored: StoredOpening,
): Promise<Opening> {
  const { id, name, about, private: isPrivate, openedAt, openedBy } = stored;
  const named = await people.named(reader, stored.people);
  const person = (of: string): Principal => named.get(of) ?? { id: of, name: of, kind: 'human' };
  return {
    id,
    name,
    about,
    private: isPrivate,
    openedAt,
    by: person(openedBy),
    people: stored.people.map(person),
    sites: stored.sites.map((site): OpeningSite => {
      const { platform, channelName, url, troubles, cardTrouble } = site;
      return {
        platform,
        label: labelOf(site, stored.sites),
        channel: channelName === null || url === null ? undefined : { name: channelName, url },
        troubles: cardTrouble === null ? troubles : [...troubles, cardTrouble],
      };
    }),
  };
}
