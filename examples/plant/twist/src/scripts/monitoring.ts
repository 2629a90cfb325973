import { matching, oneOf } from '../../../kit/arguments.ts';
import type { Scripts } from '../script.ts';

export const scripts: Scripts = {
  'add-alert': {
    summary: 'Adds a custom alert, or replaces the one of the same metric.',
    flags: {
      metric: { value: '<name>', required: true, check: matching(/^[a-z][a-z0-9_]*$/, 'a metric name') },
      threshold: {
        value: '<comparison>',
        required: true,
        check: matching(/^(>=?|<=?) -?\d+(\.\d+)?$/, 'a comparison such as "> 100"'),
      },
      severity: { value: '<severity>', required: true, check: oneOf('low', 'medium', 'high', 'critical') },
      message: { value: '<text>', required: true },
    },
    run: ({ plant, text }) => {
      const alert = {
        metric: text('metric'),
        threshold: text('threshold'),
        severity: text('severity'),
        message: text('message'),
      };
      plant.change((state, { effect }) => {
        state.customAlerts = state.customAlerts.filter(({ metric }) => metric !== alert.metric);
        state.customAlerts.push(alert);
        effect('alert.add', alert);
      });
      return { output: alert };
    },
  },
};
