import type { Card, Control } from '../../../../chat/card.ts';

/** What a direct message is answered. @param server the one to go to, where the settings name one */
export function onlyInServers(server: string | undefined): Card {
  return {
    title: 'Keyturn works in servers only.',
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: 'Use the command in a channel of your server, where your team sees what is done.',
      },
    ],
    controls: waysTo(server),
  };
}

/** What is answered in a server that has the bot and is none of those that it serves. */
export function otherServer(server: string | undefined): Card {
  return {
    title: 'Keyturn does not serve this server.',
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: 'Its settings name the servers that it serves, and this is none of them. Use the command there, or ask whoever operates Keyturn to add this one.',
      },
    ],
    controls: waysTo(server),
  };
}

function waysTo(server: string | undefined): readonly Control[] {
  if (server === undefined) return [];
  return [{ type: 'link', label: 'Open the server', url: `https://discord.com/channels/${server}` }];
}
