import type { Form } from '../../../src/chat/card.ts';
import type { Inbound, MessageRef } from '../../../src/chat/inbound.ts';
import type { ChatPlatform, Receiver, Responder } from '../../../src/chat/port.ts';
import { OpsError } from '../../../src/errors.ts';
import { idleReceiver } from '../idle-receiver.ts';
import { healthCard, reasonForm, requestCard } from './fixtures.ts';

export interface ScriptedReceiver extends Receiver {
  readonly received: Inbound[];
}

/**
 * Plays the bot: health answers quietly, a reset opens a form and then asks in the channel, clicks decide. It
 * remembers deliveries as the real one does, so that a repeated one has no second effect.
 */
export function scriptedReceiver(platform: () => ChatPlatform): ScriptedReceiver {
  const received: Inbound[] = [];
  const seen = new Set<string>();
  return {
    ...idleReceiver,
    received,
    async receive(inbound, responder) {
      if (seen.has(inbound.id)) return;
      seen.add(inbound.id);
      received.push(inbound);
      await answer(inbound, responder, platform());
    },
    async complete({ text, option }) {
      // The help finds actions of all systems, each with its system.
      if (option === 'topic')
        return text === 'kill' ? [{ value: 'twist:service/kill', label: 'Kill the service' }] : [];
      const all = ['twist/circuit-breaker/reset', 'twist/circuit-breaker/verify', 'twist/decay/execute'];
      return all.filter((ref) => ref.includes(text)).map((ref) => ({ value: ref, label: ref }));
    },
  };
}

async function answer(inbound: Inbound, responder: Responder, platform: ChatPlatform): Promise<void> {
  switch (inbound.type) {
    case 'command':
      return command(inbound.path.join(' '), responder);
    case 'form':
      if ((inbound.values.reason ?? '').length < 5) return responder.openForm(withError(inbound.values));
      await platform.post(inbound.place, requestCard('pending'), `request/${inbound.id}`);
      return;
    case 'button':
      return click(inbound.nonce, inbound.displayName, inbound.message, responder, platform);
    case 'select':
    case 'reaction':
      return;
  }
}

async function command(name: string, responder: Responder): Promise<void> {
  if (name === 'twist reset') return responder.openForm(reasonForm);
  if (name === 'ops status') throw new OpsError(REFUSAL);
  await responder.reply(healthCard, 'quiet');
}

const REFUSAL = {
  code: 'test.refused',
  what: 'The status cannot be shown.',
  why: 'The test says so.',
  next: 'Try something else.',
};

async function click(
  nonce: string,
  name: string,
  message: MessageRef,
  responder: Responder,
  platform: ChatPlatform,
): Promise<void> {
  if (nonce === 'approve' && name === 'Ana') {
    await responder.reply(
      {
        title: 'Your approval was not counted',
        tone: 'warning',
        blocks: [
          {
            type: 'text',
            text: 'You asked for this yourself. Somebody else with the role sre has to approve.',
          },
        ],
        controls: [],
      },
      'quiet',
    );
    return;
  }
  if (nonce !== 'approve' && nonce !== 'reject') return;
  await platform.edit(message, requestCard(nonce === 'approve' ? 'approved' : 'rejected', name));
  const file = { name: 'output.txt', content: 'line 1\nline 2\n' };
  await platform.reply(
    message,
    { text: 'The full output is in the file.', file },
    `output/${message.message}`,
  );
}

function withError(values: { readonly [name: string]: string }): Form {
  return {
    ...reasonForm,
    nonce: 'reason-form-again',
    fields: reasonForm.fields.map((field) => ({
      ...field,
      value: values[field.name] ?? '',
      ...(field.name === 'reason' ? { error: 'Write at least five characters.' } : {}),
    })),
  };
}
