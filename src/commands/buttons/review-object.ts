import { z } from 'zod';
import { defineButton } from '../button.ts';
import { giveReview, reviewForm } from '../review.ts';

export default defineButton({
  kind: 'review.object',
  data: z.object({ request: z.string() }),
  press: async (_context, { request }) =>
    reviewForm('review.object', request, 'I object', 'What was wrong with it?', 'Object'),
  submit: async (context, { request }, { reason }) => giveReview(context, request, 'object', reason),
});
