import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const channels: Section<WrittenRunbook['channels'][string]> = {
  noun: 'channel',
  title: 'Channels',
  tell({ name, url, purpose }) {
    const place = name === undefined ? undefined : `#${name}`;
    return {
      brief: [place ?? url, purpose].filter(Boolean).join(': '),
      fields: fieldsOf({ 'What for': purpose, Channel: place, Page: url }),
      url,
    };
  },
};
