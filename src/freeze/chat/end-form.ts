import type { Reply } from '../../commands/command.ts';

/** Why it ends before its time is asked of whoever ends it. */
export function endForm(freeze: string): Reply {
  return {
    type: 'form',
    intent: { kind: 'freeze.end', data: { freeze } },
    form: {
      title: 'End the freeze',
      intro:
        'It ends for everybody at once, and stands in the log with your name. What was refused meanwhile does not begin by itself.',
      fields: [{ name: 'reason', label: 'Why it ends now', type: 'text', required: true, maxLength: 300 }],
      submit: 'End it',
    },
  };
}
