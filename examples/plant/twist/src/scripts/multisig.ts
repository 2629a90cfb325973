import { matching, oneOf } from '../../../kit/arguments.ts';
import { EXIT, type Scripts } from '../script.ts';
import { signature } from '../signature.ts';
import type { Proposal } from '../state.ts';

const ADDRESS = matching(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, 'a Solana address: 32 to 44 base58 characters');

export const scripts: Scripts = {
  'propose-upgrade': {
    summary:
      'Creates an upgrade proposal in the 3-of-5 wallet. A second one for the same buffer is the first one.',
    flags: {
      program: { value: '<program>', required: true, check: oneOf('twist-token') },
      buffer: { value: '<buffer-address>', required: true, check: ADDRESS },
      description: { value: '<text>', required: true, check: matching(/\S/, 'a text') },
    },
    run: async ({ plant, text, progress, halfway }) => {
      await progress('checking the buffer against the build');
      const output = plant.change((state, { now, effect }) => {
        const program = text('program');
        const buffer = text('buffer');
        const standing = state.proposals.find((each) => each.buffer === buffer);
        if (standing !== undefined) return standing;
        const proposal: Proposal = {
          proposal: signature(`proposal ${buffer}`, 44),
          program,
          buffer,
          description: text('description'),
          status: 'active',
          threshold: 3,
          members: 5,
          createdAt: now.toISOString(),
        };
        state.proposals.push(proposal);
        effect('proposal.create', { proposal: proposal.proposal, program, buffer });
        return proposal;
      });
      halfway();
      await progress('proposal confirmed');
      return { output };
    },
  },
  'proposal-status': {
    summary: 'Prints the proposal of a buffer. Exit 0 it exists, 1 there is none.',
    flags: { buffer: { value: '<buffer-address>', required: true, check: ADDRESS } },
    run: ({ plant, text }) => {
      const buffer = text('buffer');
      const standing = plant.read().proposals.find((each) => each.buffer === buffer);
      if (standing === undefined) return { output: { buffer, status: 'none' }, code: EXIT.failed };
      return { output: standing };
    },
  },
};
