import { confirmationPhrase } from '../approval/request.ts';
import type { ApprovalView } from '../approval/view.ts';
import type { FormField } from '../chat/card.ts';
import type { Reply } from './command.ts';

/** What an approver types to show that they mean it, and that it is them. */
export function approverFields(phrase: string | undefined, code: boolean): readonly FormField[] {
  const fields: FormField[] = [];
  if (phrase !== undefined) {
    fields.push({
      name: 'confirmation',
      label: `Type ${phrase}`,
      type: 'text',
      required: true,
      hint: 'Letter by letter, to show that you mean it.',
    });
  }
  if (code) {
    fields.push({
      name: 'code',
      label: 'Six digits of your authenticator',
      type: 'text',
      required: true,
      maxLength: 10,
      once: true,
      hint: 'Not set up yet? Use /ops totp enroll first.',
    });
  }
  return fields;
}

/** What approving asks to be typed; undefined where a click is enough. */
export function approveForm(view: ApprovalView, digest: string): Reply | undefined {
  const phrase = view.confirmApproval ? confirmationPhrase(view.subject) : undefined;
  const fields = approverFields(phrase, view.codeApproval);
  if (fields.length === 0) return undefined;
  return {
    type: 'form',
    intent: { kind: 'request.approve', data: { request: view.id, digest } },
    form: {
      title: 'Approve',
      intro: `You approve: ${view.subject.title}. Read what exactly would run on the card first.`,
      fields: [
        ...fields,
        { name: 'reason', label: 'Why (optional)', type: 'longtext', required: false, maxLength: 2_000 },
      ],
      submit: 'Approve',
    },
  };
}
