import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import { AVAILABLE } from './availability.ts';
import type { Section } from './section.ts';

export const contacts: Section<WrittenRunbook['contacts'][string]> = {
  noun: 'contact',
  title: 'Contacts',
  tell({ role, service, email, phone, url, purpose, availability, visibleTo, placeholder }) {
    const address = fieldsOf({ 'E-mail': email, Phone: phone, Page: url });
    const known = visibleTo === undefined ? (email ?? phone ?? url) : undefined;
    const missing = placeholder ? 'Made up, or missing: nobody has filled it in yet.' : undefined;
    return {
      brief: [purpose ?? service ?? (role === undefined ? undefined : `Role ${role}`), known]
        .filter(Boolean)
        .join(', '),
      fields: [
        ...fieldsOf({
          'What for': purpose,
          Company: service,
          Role: role,
          When: availability && AVAILABLE[availability],
        }),
        ...(visibleTo === undefined ? address : []),
        ...fieldsOf({ 'Its address': missing }),
      ],
      restricted:
        visibleTo === undefined || address.length === 0 ? undefined : { of: visibleTo, fields: address },
      url: visibleTo === undefined ? url : undefined,
      role,
    };
  },
};
