import { draftButton, openingForm } from '../../chat/draft.ts';
import { defineCommand } from '../command.ts';
import { requirePerson } from '../who.ts';

export default defineCommand({
  path: ['ops', 'totp', 'enroll'],
  summary: 'Set up an authenticator for one-time codes.',
  help: 'Some critical approvals ask for six digits of an authenticator app. The secret is shown once, to you alone; a first code confirms it.',
  examples: ['/ops totp enroll'],
  options: [],
  async run(context) {
    const { secret, uri } = await context.services.totp.enroll(requirePerson(context));
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: 'Set up your authenticator',
        tone: 'neutral',
        status: 'Shown once. It counts after a first code.',
        blocks: [
          { type: 'code', label: 'Type this key into your authenticator app', text: groupsOfFour(secret) },
          { type: 'code', label: 'Or open this address on the device that has the app', text: uri },
          { type: 'text', text: 'Nobody else can see this. Delete it when you are done.' },
        ],
        controls: [openingForm(draftButton('Enter a first code', 'totp.confirm', {}, 'primary'))],
      },
    };
  },
});

function groupsOfFour(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
