import type { FormField } from '../../chat/card.ts';
import type { Reply } from '../../commands/command.ts';
import type { SystemView } from '../../commands/services.ts';
import type { Rules } from '../counting.ts';
import { LONGEST } from '../wish.ts';

export const HOW_TO_SAY_WHEN =
  'Write how long ago (30m, 2h, 7d), or a moment (2026-11-29 03:05 UTC), as exactly as it is known.';

/** Asks what was changed; of which kind, where the runbook knows kinds; and when, where that was before. */
export function addForm({ id, title }: SystemView, { types }: Rules): Reply {
  return {
    type: 'form',
    intent: { kind: 'changelog.add', data: { system: id } },
    form: {
      title: 'A change by hand',
      intro: `Of ${title}. It goes to the log with your name, and nobody can alter it there. Runs that changed something are in the change log by themselves.`,
      fields: [
        ...(types.length === 0 ? [] : [typeField(types)]),
        {
          name: 'what',
          label: 'What was changed, and why',
          type: 'longtext',
          required: true,
          maxLength: LONGEST,
          hint: 'No passwords or keys: everybody here may read it.',
        },
        {
          name: 'when',
          label: 'When, if not just now',
          type: 'text',
          required: false,
          maxLength: 40,
          hint: 'How long ago (2h), or a moment (2026-11-29 03:05 UTC).',
        },
      ],
      submit: 'Write it down',
    },
  };
}

function typeField(types: readonly string[]): FormField {
  return {
    name: 'type',
    label: 'Kind of change',
    type: 'choice',
    required: true,
    choices: types.map((type) => ({ value: type, label: type })),
  };
}
