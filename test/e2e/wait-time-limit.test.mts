import { testTimeLimit } from '../suites/waiting/time-limit.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

describe('waiting in regular mode', () => {
	testTimeLimit(() => running.stage);
});
