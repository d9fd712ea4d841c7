import { testManual } from '../suites/triggers/manual.mts';
import { testTrigger } from '../suites/triggers/trigger.mts';
import { useQueue } from '../suites/use-n8n.mts';

const WEBHOOK_PROCESSES = 2;

const running = useQueue({ workers: 1, webhooks: WEBHOOK_PROCESSES });

describe('the Koldan Webhook Trigger in queue mode', () => {
	testTrigger(() => running.stage, WEBHOOK_PROCESSES);
});

describe('a test event in queue mode', () => {
	testManual(() => running.stage);
});
