import { testCallbacks, testShapes } from '../suites/waiting/callbacks.mts';
import { testEarlyCalls } from '../suites/waiting/early-calls.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

describe('waiting in regular mode', () => {
	testCallbacks(() => running.stage);
	testShapes(() => running.stage);
	testEarlyCalls(() => running.stage);
});
