import { storedPlace } from '../../chat/place.ts';
import { said } from '../answers.ts';
import { defineCommand } from '../command.ts';
import { requireHuman } from '../who.ts';

export default defineCommand({
  path: ['ops', 'link', 'confirm'],
  summary: 'Join this account to you with a code from your other one.',
  help: 'The code comes from /ops link start on an account that Keyturn knows. An administrator, who is somebody else, approves it.',
  examples: ['/ops link confirm code:k7qm-2f9x'],
  options: [
    {
      name: 'code',
      type: 'text',
      description: 'The code that /ops link start gave you.',
      required: true,
      maxLength: 20,
      oneWord: true,
    },
  ],
  access: 'anyone',
  async run(context, options) {
    requireHuman(context);
    const { account, displayName, place, services } = context;
    const { requestId } = await services.links.confirm({
      code: options.code ?? '',
      account,
      displayName,
      place: storedPlace(services.places.around(place)),
    });
    return said(
      'An administrator has to approve it.',
      `Until then this account cannot vote. The request is in this channel, and shown by /ops approvals show request:${requestId}`,
    );
  },
});
