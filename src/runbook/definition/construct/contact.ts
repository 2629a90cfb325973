import * as z from 'zod';
import { entryFields, roles, sentence, slug } from './entry.ts';

/** Whom to call, inside or outside. Addresses that the source leaves blank are placeholders. */
export const contact = z.strictObject({
  ...entryFields,
  role: slug
    .optional()
    .meta({ description: 'Role in this organisation; the person comes from keyturn.yaml.' }),
  service: z.string().max(100).optional().meta({ description: 'Outside company or service.' }),
  email: z.email().optional(),
  phone: z.string().max(40).optional(),
  url: z.url().optional(),
  purpose: sentence.optional(),
  availability: z.enum(['always', 'business-hours', 'emergency-only']).optional(),
  visibleTo: roles
    .optional()
    .meta({ description: 'Roles that may see the address; default everybody linked.' }),
  placeholder: z
    .literal(true)
    .optional()
    .meta({ description: 'No address known yet: paging skips it and says so.' }),
});
