import { testManual } from '../suites/triggers/manual.mts';
import { testTrigger } from '../suites/triggers/trigger.mts';
import { useQueue } from '../suites/use-n8n.mts';

const running = useQueue({ workers: 1, webhooks: 2 });

describe('the Koldan Webhook Trigger in queue mode', () => {
	testTrigger(() => running.stage);
});

describe('a test event in queue mode', () => {
	testManual(() => running.stage);
});
