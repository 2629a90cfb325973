import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { braced } from '../../plan/template.ts';
import type { Check } from './check.ts';

/** Message templates have their own scope, `fields`. */
export const checkTemplates: Check = ({ templates }) =>
  Object.entries(templates).flatMap(([id, { fields, text }]): readonly Finding[] => {
    const names = Object.keys(fields);
    const path = ['templates', id, 'text'];
    const found = [...braced(text)].flatMap(({ inner }): readonly Finding[] => {
      const name = inner.replace(/^fields\./, '');
      if (inner.startsWith('fields.') && names.includes(name)) return [];
      return [
        { path, message: `The template has no field '${name}'.`, suggestion: suggestName(name, names) },
      ];
    });
    const unclosed = text.lastIndexOf('{{') > text.lastIndexOf('}}');
    return unclosed
      ? [...found, { path, message: 'A placeholder is not closed.', suggestion: 'Close it with }}.' }]
      : found;
  });
