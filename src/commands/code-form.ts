import type { Reply } from './command.ts';

/** Asks for the first code of a new authenticator. */
export function firstCodeForm(): Reply {
  return codeForm('totp.confirm', 'Your first code', 'Confirm');
}

/** Asks for a code of the authenticator that goes. */
export function removalCodeForm(): Reply {
  return codeForm('totp.remove', 'Remove your authenticator', 'Remove');
}

function codeForm(kind: string, title: string, submit: string): Reply {
  const label = 'Six digits it shows now';
  return {
    type: 'form',
    intent: { kind, data: {} },
    form: {
      title,
      fields: [{ name: 'code', label, type: 'text', required: true, maxLength: 10, once: true }],
      submit,
    },
  };
}
