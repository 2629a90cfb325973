import pino from 'pino';

export const silent = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
