import { oneOf } from '../../../kit/arguments.ts';
import type { Scripts } from '../script.ts';

export const scripts: Scripts = {
  'add-entry': {
    summary: 'Adds an entry to the log of operational changes.',
    flags: {
      type: { value: '<type>', required: true, check: oneOf('procedure', 'system', 'config') },
      description: { value: '<text>', required: true },
      approver: { value: '<name>', required: true },
    },
    run: ({ plant, text }) => {
      const output = plant.change((state, { now, effect }) => {
        const entry = {
          at: now.toISOString(),
          type: text('type'),
          description: text('description'),
          approver: text('approver'),
        };
        state.changelog.push(entry);
        effect('changelog.add', { type: entry.type, approver: entry.approver });
        return { number: state.changelog.length, ...entry };
      });
      return { output };
    },
  },
};
