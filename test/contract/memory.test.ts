import { memoryChannels } from '../support/chat/memory-channels.ts';
import { account, memoryChat, memoryPlatform, placeIn } from '../support/chat/memory-platform.ts';
import { describeChatPlatform } from './chat-suite.ts';

describeChatPlatform('the reference platform', async () => {
  const chat = memoryChat(['ops']);
  chat.bots.add('robot');
  chat.clock = () => new Date();
  let platform = memoryPlatform(chat);
  return {
    platform,
    drive: platform,
    channels: async (by) => memoryChannels(chat, by, by),
    ana: account('ana'),
    ben: account('ben'),
    bot: account('robot'),
    place: placeIn('ops'),
    async restart(receiver) {
      await platform.stop();
      platform = memoryPlatform(chat);
      await platform.start(receiver);
      return platform;
    },
    close: () => platform.stop(),
  };
});
