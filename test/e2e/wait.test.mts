import { testModes } from '../suites/waiting/modes.mts';
import { testOnError } from '../suites/waiting/on-error.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

describe('waiting in regular mode', () => {
	testModes(() => running.stage);
	testOnError(() => running.stage);
});
