import { defineFeature } from '../../bot/feature.ts';
import { CHANNELS } from '../key.ts';
import { createChannels } from '../service.ts';
import againButton from './again-button.ts';
import openCommand from './open-command.ts';
import { createChannelHost } from './platform-host.ts';

/** Channels that are opened for a piece of work, on every platform at once. */
export default defineFeature({
  name: 'channel',
  commands: [openCommand],
  buttons: [againButton],
  open(ground) {
    const channels = createChannels({ ...ground, host: createChannelHost(ground.platforms) });
    const { sweep, abandonLeases } = channels;
    return {
      room: { sweeps: { channels: sweep }, abandonLeases },
      services: [CHANNELS.provide(channels)],
      subjects: [],
      takesCommandsIn: channels.isOpened,
    };
  },
});
