import { openSlackHarness } from '../support/slack/harness.ts';
import { describeChatPlatform } from './chat-suite.ts';

describeChatPlatform('Slack in Socket Mode', () => openSlackHarness('socket'));
