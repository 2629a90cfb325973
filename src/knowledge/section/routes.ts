import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { itemIn } from '../told.ts';
import type { Section } from './section.ts';

const MEDIA = { chat: 'chat', email: 'e-mail', pagerduty: 'PagerDuty', sms: 'SMS', phone: 'a call' } as const;

export const routes: Section<WrittenRunbook['routes'][string]> = {
  noun: 'route',
  title: 'Routes of alerts',
  tell({ severity, to }) {
    const ways = to.map(({ via, channel, urgency }) =>
      [MEDIA[via], channel && `in ${channel}`, urgency && `(${urgency} urgency)`].filter(Boolean).join(' '),
    );
    return {
      brief: `${severity}: ${ways.join(', then ')}`,
      lines: ways.map((text) => ({ text })),
      items: [itemIn('severities', severity), ...to.map(({ channel }) => itemIn('channels', channel))],
    };
  },
};
