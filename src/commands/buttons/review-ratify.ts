import { z } from 'zod';
import { defineButton } from '../button.ts';
import { giveReview, reviewForm } from '../review.ts';

export default defineButton({
  kind: 'review.ratify',
  data: z.object({ request: z.string() }),
  press: async (_context, { request }) =>
    reviewForm('review.ratify', request, 'It was right', 'Why was it right to do this?', 'Ratify'),
  submit: async (context, { request }, { reason }) => giveReview(context, request, 'ratify', reason),
});
