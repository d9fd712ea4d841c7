import { testManual } from '../suites/triggers/manual.mts';
import { testTrigger } from '../suites/triggers/trigger.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

describe('the Koldan Webhook Trigger in regular mode', () => {
	testTrigger(() => running.stage);
});

describe('a test event', () => {
	testManual(() => running.stage);
});
